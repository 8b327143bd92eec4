using FedOnco.Analyses.Descriptive.Describe;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.Smd;

/// <summary>A row a variable and pair of groups.</summary>
public sealed class SmdReport : IReport<DescribeTotals>
{
    public Result Report(StudyContext context, DescribeTotals totals)
    {
        var spec = context.Question.Analysis.Smd;
        var groups = totals.Question.Groups;
        var used = Enumerable.Range(0, groups.Cells).Where(g => totals.Rows[g] > 0 && groups.Levels(g)[0] is not null).ToList();
        var rows = new List<Row>();
        for (var v = 0; v < totals.Question.Variables.Count; v++)
        {
            foreach (var a in used)
            {
                foreach (var b in used.Where(b => b > a))
                {
                    double n = totals.Known[(v * groups.Cells) + a], m = totals.Known[(v * groups.Cells) + b];
                    var d = totals.Question.Variables[v].IsFactor ? StandardisedDifference.OfFactor(totals, v, a, b) : StandardisedDifference.OfNumber(totals, v, a, b);
                    rows.Add(new Row(totals.Question.Variables[v].Text, groups.Levels(a)[0], groups.Levels(b)[0], n, m, d, StandardisedDifference.Error(d, n, m)));
                }
            }
        }

        var q = Tails.NormalQuantile((1 - (spec.HasConfLevel ? spec.ConfLevel : 0.95)) / 2);
        return new Result
        {
            Tidy = new TableBuilder().Texts("variable", rows.Select(r => r.Variable)).Texts("group1", rows.Select(r => r.First)).Texts("group2", rows.Select(r => r.Second))
                .Numbers("n1", rows.Select(r => r.N)).Numbers("n2", rows.Select(r => r.M)).Numbers("estimate", rows.Select(r => r.D)).Numbers("std.error", rows.Select(r => r.Error))
                .Numbers("conf.low", rows.Select(r => r.D - (q * r.Error))).Numbers("conf.high", rows.Select(r => r.D + (q * r.Error))).Build(),
        }.With("n", used.Sum(g => totals.Rows[g]));
    }

    private sealed record Row(string Variable, string? First, string? Second, double N, double M, double D, double Error);
}
