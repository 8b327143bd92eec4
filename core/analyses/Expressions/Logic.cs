using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Expressions;

/// <summary>Three-valued logic as R's: NA and FALSE is FALSE, NA or TRUE is TRUE.</summary>
internal static class Logic
{
    public static CompiledExpression? Combine(ExpressionCompiler compiler, Expression whole, Application call)
    {
        var x = compiler.NumericArgument(whole, call, 0);
        var y = compiler.NumericArgument(whole, call, 1);
        if (x is null || y is null) return null;
        Func<double, double, double> f = call.Function[0] == '&' ? And : Or;
        return new CompiledExpression(ValueType.Logical, Elementwise.Map(x, y, f), Elementwise.Constant(x, y, f));
    }

    public static CompiledExpression? Not(ExpressionCompiler compiler, Expression whole, Application call)
    {
        var x = compiler.NumericArgument(whole, call, 0);
        return x is null ? null : new CompiledExpression(ValueType.Logical, Elementwise.Map(x, v => double.IsNaN(v) ? v : v == 0 ? 1 : 0));
    }

    public static CompiledExpression? IsMissing(ExpressionCompiler compiler, Expression whole, Application call)
    {
        var x = compiler.Argument(whole, call, 0);
        return x is null ? null : new CompiledExpression(ValueType.Logical, Elementwise.Map(x, v => double.IsNaN(v) ? 1 : 0));
    }

    public static CompiledExpression? IfElse(ExpressionCompiler compiler, Expression whole, Application call)
    {
        var test = compiler.NumericArgument(whole, call, 0);
        var yes = compiler.NumericArgument(whole, call, 1);
        var no = compiler.NumericArgument(whole, call, 2);
        if (test is null || yes is null || no is null) return null;
        var type = ValueType.Number(Math.Min(yes.Type.Minimum, no.Type.Minimum), Math.Max(yes.Type.Maximum, no.Type.Maximum), CommonStep.OfEither(yes.Type, no.Type));
        return new CompiledExpression(type, run => Choose(test.Evaluate(run).Span, yes.Evaluate(run).Span, no.Evaluate(run).Span));
    }

    private static double[] Choose(ReadOnlySpan<double> test, ReadOnlySpan<double> yes, ReadOnlySpan<double> no)
    {
        var result = new double[test.Length];
        for (var i = 0; i < result.Length; i++) result[i] = double.IsNaN(test[i]) ? double.NaN : test[i] != 0 ? yes[i] : no[i];
        return result;
    }

    private static double And(double a, double b) => a == 0 || b == 0 ? 0 : double.IsNaN(a) || double.IsNaN(b) ? double.NaN : 1;

    private static double Or(double a, double b) => IsTrue(a) || IsTrue(b) ? 1 : double.IsNaN(a) || double.IsNaN(b) ? double.NaN : 0;

    private static bool IsTrue(double a) => a != 0 && !double.IsNaN(a);
}
