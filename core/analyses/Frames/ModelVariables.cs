using FedOnco.Analyses.Expressions;
using FedOnco.Protos;
using ValueType = FedOnco.Analyses.Expressions.ValueType;

namespace FedOnco.Analyses.Frames;

/// <summary>Makes the variables of a model, poly(), ns() and ridge() included.</summary>
internal static class ModelVariables
{
    private const int MostDegree = 10;

    public static ModelVariable? Compile(Expression expression, ExpressionCompiler compiler)
    {
        if (expression.Application is { Function: "poly" } poly) return Polynomial(expression, poly, compiler);
        if (expression.Application is { Function: "ns" } ns) return Spline(expression, ns, compiler);
        if (expression.Application is { Function: "ridge" } ridge) return RidgeTerms.Compile(expression, ridge, compiler);
        if (compiler.Compile(expression) is not { } compiled) return null;
        if (compiled.Text is not null)
        {
            compiler.Fault(ErrorReason.WrongType, "Text cannot stand in a formula.", expression);
            return null;
        }

        var factor = compiled.Type.Kind is ValueKind.Factor or ValueKind.Logical;
        return new ModelVariable(expression.ToText(), [compiled], [""], factor);
    }

    /// <summary>poly(x, k, raw = TRUE): x, x^2, ..., x^k.</summary>
    private static ModelVariable? Polynomial(Expression whole, Application call, ExpressionCompiler compiler)
    {
        var x = compiler.NumericArgument(whole, call, 0);
        if (x is null) return null;
        var given = Arguments.Named(call, "degree") ?? Arguments.Positional(call).ElementAtOrDefault(1);
        var degree = given is null ? 1 : Arguments.Number(given);
        if (Arguments.Flag(Arguments.Named(call, "raw")) != true)
        {
            compiler.Fault(ErrorReason.DataDependentForm, "poly(x, k) needs the data. Write poly(x, k, raw = TRUE).", whole);
            return null;
        }

        if (degree is not (>= 1 and <= MostDegree) || degree != Math.Floor(degree.Value))
        {
            compiler.Fault(ErrorReason.WrongArgument, $"The degree of poly() is a whole number from 1 to {MostDegree}.", whole);
            return null;
        }

        var powers = Enumerable.Range(1, (int)degree.Value).ToArray();
        return new ModelVariable(whole.ToText(), [.. powers.Select(k => Power(x, k))], [.. powers.Select(k => degree == 1 ? "" : k.ToString())], false);
    }

    private static CompiledExpression Power(CompiledExpression x, int k) =>
        new(Powers.Bounds(x.Type, k), Elementwise.Map(x, v => Powers.Raise(v, k)));

    /// <summary>ns(x, knots = c(..), Boundary.knots = c(a, b)).</summary>
    private static ModelVariable? Spline(Expression whole, Application call, ExpressionCompiler compiler)
    {
        var x = compiler.NumericArgument(whole, call, 0);
        if (x is null) return null;
        var knots = Arguments.Named(call, "knots") is { } k ? Arguments.Numbers(k) : null;
        var boundary = Arguments.Named(call, "Boundary.knots") is { } b ? Arguments.Numbers(b) : null;
        if (knots is null || boundary is not { Length: 2 } || boundary[0] >= boundary[1])
        {
            compiler.Fault(ErrorReason.DataDependentForm, "ns(x, df) needs the data. Write ns(x, knots = c(..), Boundary.knots = c(a, b)), or add Boundary.knots = c(a, b) and resolve = TRUE.", whole);
            return null;
        }

        var basis = new NaturalSpline(knots, boundary[0], boundary[1]);
        var columns = Enumerable.Range(0, basis.Columns).Select(j =>
        {
            var (low, high) = basis.Bounds(j, x.Type.Minimum, x.Type.Maximum);
            return new CompiledExpression(ValueType.Number(low, high), Elementwise.Map(x, v => basis.Value(j, v)));
        });
        return new ModelVariable(whole.ToText(), [.. columns], [.. Enumerable.Range(1, basis.Columns).Select(j => j.ToString())], false);
    }
}
