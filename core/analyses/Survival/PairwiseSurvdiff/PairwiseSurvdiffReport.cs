using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.PairwiseSurvdiff;

/// <summary>A row a pair of groups with its own and Holm's p-value.</summary>
internal sealed class PairwiseSurvdiffReport : IReport<PairwiseSurvdiffTotals>
{
    public Result Report(StudyContext context, PairwiseSurvdiffTotals totals)
    {
        var rows = new List<(string First, string Second, double Statistic)>();
        for (var second = 1; second < totals.N.Length; second++)
        {
            for (var first = 0; first < second; first++)
            {
                var pair = PairTests.IndexOf(first, second);
                if (totals.N[first] == 0 || totals.N[second] == 0) continue;
                var v = totals.Variance[pair];
                rows.Add((totals.Labels[first], totals.Labels[second], v > 0 ? totals.Difference[pair] * totals.Difference[pair] / v : double.NaN));
            }
        }

        if (rows.Count == 0) throw new FedOncoException(ErrorReason.WrongArgument, "There is only one group in this cohort: nothing to compare.");
        if (rows.TrueForAll(r => double.IsNaN(r.Statistic))) throw new FedOncoException(ErrorReason.NoEvents, "No events in this cohort, so that there is nothing to compare.");
        double[] p = [.. rows.Select(r => Tails.ChiSquared(r.Statistic, 1))];
        var result = new Result
        {
            Tidy = new TableBuilder().Texts("group1", rows.Select(r => r.First)).Texts("group2", rows.Select(r => r.Second))
                .Numbers("statistic", rows.Select(r => r.Statistic)).Numbers("p.value", p).Numbers("adj.p.value", Holm.Adjust(p)).Build(),
        }.With("n", totals.N.Sum());
        if (totals.Note is { } note) result.Notes.Add($"{note}: log-rank tests of grouped times, those who are censored in a month at risk to its end (strata(site) keeps exact times inside each centre)");
        return result;
    }
}
