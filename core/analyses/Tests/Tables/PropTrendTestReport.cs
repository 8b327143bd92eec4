using FedOnco.Analyses.Descriptive;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Tables;

/// <summary>Chi-squared test for a trend of proportions over scores.</summary>
/// <remarks>Source: Cochran (1954); Armitage (1955).</remarks>
public sealed class PropTrendTestReport : IReport<GroupCounts>
{
    public Result Report(StudyContext context, GroupCounts totals)
    {
        var spec = context.Question.Analysis.PropTrendTest;
        var table = SuccessTable.Of(totals, spec.Success);
        var k = table.Groups.Count;
        double[] score = spec.Score.Count > 0 ? [.. spec.Score] : [.. Enumerable.Range(1, k).Select(i => (double)i)];
        if (score.Length != k) throw new FedOncoException(ErrorReason.WrongArgument, $"score = has {score.Length} numbers; {totals.Grouping.Names[0]} has {k} levels in this cohort: {string.Join(", ", table.Groups)}.");
        double p = table.X.Sum() / table.N.Sum(), n = table.N.Sum();
        if (p is 0 or 1 || k < 2) throw new FedOncoException(ErrorReason.NoEvents, "The outcome or the group is the same for everyone in this cohort. Widen the subset.");
        var mean = table.N.Zip(score, (a, s) => a * s).Sum() / n;
        double slope = 0, spread = 0;
        for (var g = 0; g < k; g++)
        {
            slope += (table.X[g] - (table.N[g] * p)) * (score[g] - mean);
            spread += table.N[g] * (score[g] - mean) * (score[g] - mean);
        }

        var statistic = slope * slope / (spread * p * (1 - p));
        var result = new Result
        {
            Tidy = new TableBuilder().Numbers("statistic", [statistic]).Numbers("p.value", [Tails.ChiSquared(statistic, 1)]).Numbers("parameter", [1]).Texts("method", ["Chi-squared Test for Trend in Proportions"]).Build(),
        }.With("n", n);
        result.Notes.Add($"success is {totals.Grouping.Names[^1]} = {table.Success}; groups in order: {string.Join(", ", table.Groups)}");
        return result;
    }
}
