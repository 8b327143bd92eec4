using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Expressions;

/// <summary>Applies a scalar function row by row.</summary>
internal static class Elementwise
{
    public static Func<SiteRun, ReadOnlyMemory<double>> Map(CompiledExpression x, Func<double, double> f) => run =>
    {
        var source = x.Evaluate(run).Span;
        var result = new double[source.Length];
        for (var i = 0; i < result.Length; i++) result[i] = f(source[i]);
        return result;
    };

    public static Func<SiteRun, ReadOnlyMemory<double>> Map(CompiledExpression x, CompiledExpression y, Func<double, double, double> f) =>
        // A constant needs no column of its own.
        y.Constant is { } b ? Map(x, a => f(a, b)) : x.Constant is { } a ? Map(y, b => f(a, b)) : MapBoth(x, y, f);

    private static Func<SiteRun, ReadOnlyMemory<double>> MapBoth(CompiledExpression x, CompiledExpression y, Func<double, double, double> f) => run =>
    {
        var left = x.Evaluate(run).Span;
        var right = y.Evaluate(run).Span;
        var result = new double[left.Length];
        for (var i = 0; i < result.Length; i++) result[i] = f(left[i], right[i]);
        return result;
    };

    public static double? Constant(CompiledExpression x, Func<double, double> f) => x.Constant is { } a ? f(a) : null;

    public static double? Constant(CompiledExpression x, CompiledExpression y, Func<double, double, double> f) =>
        x.Constant is { } a && y.Constant is { } b ? f(a, b) : null;
}
