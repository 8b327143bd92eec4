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
        var type = ValueType.Number(Math.Min(yes.Type.Minimum, no.Type.Minimum), Math.Max(yes.Type.Maximum, no.Type.Maximum), CommonStep(yes, no));
        return new CompiledExpression(type, run => Choose(test.Evaluate(run).Span, yes.Evaluate(run).Span, no.Evaluate(run).Span));
    }

    /// <summary>The largest step on whose points both lie; 0 where there is none.</summary>
    private static double CommonStep(CompiledExpression yes, CompiledExpression no)
    {
        if (!yes.Type.IsBounded || !no.Type.IsBounded) return 0;
        double step = 0;
        foreach (var type in (ValueType[])[yes.Type, no.Type])
        {
            // A constant has one point and takes any step.
            if (type.Minimum < type.Maximum && !(type.Step > 0)) return 0;
            if (type.Minimum < type.Maximum) step = CommonDivisor(step, type.Step);
        }

        return CommonDivisor(step, Math.Abs(yes.Type.Minimum - no.Type.Minimum));
    }

    /// <summary>Euclid's algorithm, up to rounding; 0 where a and b have no common divisor of useful size.</summary>
    private static double CommonDivisor(double a, double b)
    {
        var least = 1e-6 * Math.Max(a, b);
        while (b > least) (a, b) = (b, Math.Abs(a - (b * Math.Round(a / b))));
        return a > 10 * least ? a : 0;
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
