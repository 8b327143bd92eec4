using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Groups;

/// <summary>All pairwise differences of means with the family-wise level of the studentised range.</summary>
/// <remarks>Source: Tukey (1953); Kramer (1956) for unequal group sizes.</remarks>
public sealed class TukeyHsdReport : IReport<GroupMoments>
{
    public Result Report(StudyContext context, GroupMoments totals)
    {
        var spec = context.Question.Analysis.TukeyHsd;
        var k = totals.Groups;
        var df = totals.N.Sum() - k;
        var mean = totals.Squares.Sum() / df;
        var quantile = StudentisedRange.Quantile(1 - (spec.HasConfLevel ? spec.ConfLevel : 0.95), k, df);
        var rows = new List<(string Contrast, double Estimate, double Error)>();
        for (var a = 0; a < k; a++)
        {
            for (var b = a + 1; b < k; b++)
                rows.Add(($"{totals.Names[b]}-{totals.Names[a]}", totals.Mean[b] - totals.Mean[a], Math.Sqrt(mean / 2 * ((1 / totals.N[a]) + (1 / totals.N[b])))));
        }

        var term = spec.Formula.Right.ToText();
        return new Result
        {
            Tidy = new TableBuilder().Texts("term", rows.Select(_ => term)).Texts("contrast", rows.Select(r => r.Contrast)).Numbers("null.value", rows.Select(_ => 0.0))
                .Numbers("estimate", rows.Select(r => r.Estimate))
                .Numbers("conf.low", rows.Select(r => r.Estimate - (quantile * r.Error))).Numbers("conf.high", rows.Select(r => r.Estimate + (quantile * r.Error)))
                .Numbers("adj.p.value", rows.Select(r => StudentisedRange.Upper(Math.Abs(r.Estimate) / r.Error, k, df))).Build(),
        }.With("n", totals.N.Sum());
    }
}
