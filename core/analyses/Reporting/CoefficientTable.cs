using FedOnco.Analyses.Numerics;
using FedOnco.Protos;

namespace FedOnco.Analyses.Reporting;

/// <summary>broom's table of coefficients: term, estimate, std.error, statistic, p.value, and Wald intervals where asked for.</summary>
/// <param name="Terms">Names, aliased terms included.</param>
/// <param name="Estimates">On the link scale; NaN where aliased.</param>
/// <param name="Errors">Standard errors on the link scale.</param>
/// <param name="Df">Residual degrees of freedom for t; infinity for the normal.</param>
public sealed record CoefficientTable(IReadOnlyList<string> Terms, double[] Estimates, double[] Errors, double Df = double.PositiveInfinity)
{
    /// <summary>Degrees of freedom of the intervals, where they are not those of the tests (normal for every fit but lm).</summary>
    public double IntervalDf { get; init; } = Df;

    /// <summary>Robust standard errors, shown beside the others; tests and intervals are by them.</summary>
    public double[]? Robust { get; init; }

    public Table Build(bool intervals, double level, bool exponentiate)
    {
        var statistics = Estimates.Zip(Robust ?? Errors, (b, se) => b / se).ToArray();
        var shown = exponentiate ? StableExp : (Func<double, double>)(v => v);
        var table = new TableBuilder()
            .Texts("term", Terms)
            .Numbers("estimate", Estimates.Select(shown))
            .Numbers("std.error", Errors);
        if (Robust is not null) table.Numbers("robust.se", Robust);
        table
            .Numbers("statistic", statistics)
            .Numbers("p.value", statistics.Select(t => double.IsInfinity(Df) ? Tails.NormalTwoSided(t) : Tails.StudentTwoSided(t, Df)));
        if (!intervals) return table.Build();
        var q = double.IsInfinity(IntervalDf) ? Tails.NormalQuantile((1 - level) / 2) : Tails.StudentQuantile((1 - level) / 2, IntervalDf);
        return table
            .Numbers("conf.low", Estimates.Zip(Robust ?? Errors, (b, se) => shown(b - (q * se))))
            .Numbers("conf.high", Estimates.Zip(Robust ?? Errors, (b, se) => shown(b + (q * se))))
            .Build();
    }

    private static double StableExp(double value) => StableMath.Exp(value);
}
