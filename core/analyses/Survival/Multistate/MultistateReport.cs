using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Analyses.Survival.Cuminc;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Multistate;

/// <summary>broom's table of a multi-state survfit: states one after the other, within them groups, within them times.</summary>
internal sealed class MultistateReport : IReport<MultistateTotals>
{
    public Result Report(StudyContext context, MultistateTotals totals)
    {
        var spec = context.Question.Analysis.Survfit;
        var states = totals.Question.States;
        var rows = Rows(totals, spec);
        var grid = totals.Question.Response.Lattice;
        double least = context.IsGuarded ? context.Terms.MinimumPatients : 0;
        var result = StateRows.Table(rows, k => states[k], totals.Labels is not null, spec.Times.Count == 0 && !grid.IsGrouped, least).With("n", totals.Patients.Sum()).With("states", States(totals, least));
        if (grid.Note is { } note) result.Notes.Add($"{note}: a patient's moves within a month are one move, those who are censored in a month are at risk to its end");
        return result;
    }

    private static Protos.Table States(MultistateTotals totals, double least)
    {
        var rows = totals.Question.States.SelectMany((s, k) => totals.Curves.Select((c, g) => (Group: g, State: s, Events: Enumerable.Range(0, c.Times.Length).Sum(t => Into(c, t, k))))).Where(r => totals.Patients[r.Group] > 0).ToList();
        return new TableBuilder("states").Texts("strata", rows.Select(r => totals.Labels?[r.Group])).Texts("state", rows.Select(r => r.State))
            .Numbers("n", rows.Select(r => totals.Patients[r.Group])).Numbers("n.event", rows.Select(r => StateRows.Events(r.Events, least))).Build();
    }

    private static List<StateRow> Rows(MultistateTotals totals, SurvfitSpec spec)
    {
        var z = Tails.NormalQuantile((1 - (spec.HasConfLevel ? spec.ConfLevel : 0.95)) / 2);
        var rows = new List<StateRow>();
        for (var k = 0; k < totals.Question.States.Count; k++)
        {
            var offset = 0;
            for (var g = 0; g < totals.Curves.Count; g++)
            {
                var curve = totals.Curves[g];
                double[] times = [.. curve.Times.Select(totals.Question.Response.Lattice.Value)];
                var count = spec.Times.Count > 0 ? spec.Times.Count : times.Length;
                for (var i = 0; i < count && totals.Patients[g] > 0; i++)
                {
                    var time = spec.Times.Count > 0 ? StateRows.Snap(totals.Question.Response.Lattice, spec.Times[i]) : times[i];
                    int last = spec.Times.Count > 0 ? Array.FindLastIndex(times, v => v <= time) : i, next = spec.Times.Count > 0 ? Array.FindIndex(times, v => v >= time) : i;
                    double p = last < 0 ? curve.Start[k] : curve.Estimate[(last * curve.States) + k], error = last < 0 ? 0 : StateRows.Root(p, totals.Variances[offset + (last * curve.States) + k]);
                    var (low, high) = last < 0 ? (p, p) : StateRows.Interval(spec.ConfType, p, error, z);
                    rows.Add(new StateRow(totals.Labels?[g], k, time, next < 0 ? 0 : curve.Risk[(next * curve.States) + k], next < 0 ? 0 : Enumerable.Range(0, curve.States).Sum(a => curve.Risk[(next * curve.States) + a]), last < 0 ? 0 : Into(curve, last, k), last < 0 ? 0 : curve.Censored[last], p, error, low, high));
                }

                offset += curve.Estimate.Length;
            }
        }

        return rows;
    }

    private static double Into(StateCurve curve, int time, int state) => Enumerable.Range(0, curve.States).Sum(a => curve.Moves[(((time * curve.States) + a) * curve.States) + state]);
}
