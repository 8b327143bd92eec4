using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.CoxZph;

/// <summary>A row a term and one for all.</summary>
public sealed class CoxZphReport : IReport<CoxZphTotals>
{
    public Result Report(StudyContext context, CoxZphTotals totals)
    {
        double[] df = [.. totals.Terms.Select(t => (double)t.Columns.Length), totals.Terms.Sum(t => t.Columns.Length)];
        var result = new Result
        {
            Tidy = new TableBuilder().Texts("term", totals.Terms.Select(t => t.Label).Append("GLOBAL")).Numbers("statistic", totals.Statistics).Numbers("df", df)
                .Numbers("p.value", totals.Statistics.Select((s, i) => Tails.ChiSquared(s, df[i]))).Build(),
        }.With("n", totals.N);
        if (totals.Effects is { } effects) result.With("beta", effects);
        if (totals.Note is { } note) result.Notes.Add(note);
        return result;
    }
}
