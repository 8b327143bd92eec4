using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Analyses.Survival.Survfit;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Cuminc;

/// <summary>A row a group, state and time; Gray's test of every state in a table beside.</summary>
internal sealed class CumincReport : IReport<CumincTotals>
{
    public Result Report(StudyContext context, CumincTotals totals)
    {
        var spec = context.Question.Analysis.Cuminc;
        var states = totals.Question.Response.States;
        var rows = StateRows.Of(totals, [.. spec.Times], spec.ConfType, Tails.NormalQuantile((1 - (spec.HasConfLevel ? spec.ConfLevel : 0.95)) / 2));
        var grid = totals.Question.Response.Lattice;
        double least = context.IsGuarded ? context.Terms.MinimumPatients : 0;
        var result = StateRows.Table(rows, k => states[k - 1], totals.Labels is not null, spec.Times.Count == 0 && !grid.IsGrouped, least)
            .With("n", totals.Curves.Sum(c => c.Patients)).With("states", States(totals, least));
        if (grid.Note is { } note) result.Notes.Add($"{note}; actuarial estimate (half of a month's censorings before its events), Gray's test of grouped times");
        if (totals.Question.Weights is not null && totals.Labels is not null) result.Notes.Add("Gray's test has no form with weights and is left out; compare groups by finegray() or by coxph() with weights");
        return totals.Gray is { } gray ? result.With("gray", Gray(totals, gray)) : result;
    }

    private static Protos.Table States(CumincTotals totals, double least)
    {
        var states = totals.Question.Response.States;
        var rows = totals.Curves.SelectMany((c, g) => states.Select((s, k) => (Group: g, State: s, c.Patients, Events: Enumerable.Range(0, c.Times.Length).Sum(t => c.Events[(t * (states.Count + 1)) + k + 1])))).Where(r => r.Patients > 0).ToList();
        return new TableBuilder("states").Texts("strata", rows.Select(r => totals.Labels?[r.Group])).Texts("state", rows.Select(r => r.State))
            .Numbers("n", rows.Select(r => r.Patients)).Numbers("n.event", rows.Select(r => StateRows.Events(r.Events, least))).Build();
    }

    private static Protos.Table Gray(CumincTotals totals, GrayTerms gray)
    {
        int groups = totals.Curves.Count;
        int[] shown = [.. Enumerable.Range(0, groups).Where(g => totals.Curves[g].Patients > 0)];
        var states = totals.Question.Response.States;
        var statistics = new double[states.Count];
        for (var k = 0; k < statistics.Length; k++)
        {
            var size = shown.Length - 1;
            double[] matrix = new double[size * size], score = new double[size];
            for (var i = 0; i < size; i++)
            {
                score[i] = gray.Score[(k * groups) + shown[i]];
                for (var j = 0; j < size; j++) matrix[(i * size) + j] = gray.Variance[(((k * groups) + shown[i]) * groups) + shown[j]];
            }

            // A cause without events has no test.
            var solver = SymmetricSolver.Factor(matrix, size);
            statistics[k] = size > 0 && solver.Rank == size ? score.Zip(solver.Solve(score), (a, b) => a * b).Sum() : double.NaN;
        }

        double df = shown.Length - 1;
        return new TableBuilder("gray").Texts("state", states).Numbers("statistic", statistics).Numbers("df", states.Select(_ => df)).Numbers("p.value", statistics.Select(s => Tails.ChiSquared(s, df))).Build();
    }
}
