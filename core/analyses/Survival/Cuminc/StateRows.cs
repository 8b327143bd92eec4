using FedOnco.Analyses.Reporting;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Analyses.Survival.Survfit;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Cuminc;

/// <summary>Rows of the result: groups, within them states, within them times.</summary>
internal static class StateRows
{
    /// <param name="totals">Curves.</param>
    /// <param name="times">Times to report, or all that occur where empty.</param>
    /// <param name="type">Transformation of the intervals.</param>
    /// <param name="z">Quantile of the normal distribution.</param>
    public static List<StateRow> Of(CumincTotals totals, double[] times, ConfType type, double z)
    {
        var rows = new List<StateRow>();
        for (var g = 0; g < totals.Curves.Count; g++)
        {
            var curve = totals.Curves[g];
            if (curve.Patients == 0) continue;
            double[] values = [.. curve.Times.Select(totals.Question.Response.Lattice.Value)];
            for (var k = 1; k <= totals.Question.Response.States.Count; k++)
            {
                var width = totals.Question.Response.States.Count + 1;
                for (var i = 0; i < (times.Length > 0 ? times.Length : values.Length); i++)
                {
                    var time = times.Length > 0 ? Snap(totals.Question.Response.Lattice, times[i]) : values[i];
                    // A step at or before the time; those at risk just before it.
                    int last = times.Length > 0 ? Array.FindLastIndex(values, v => v <= time) : i, next = times.Length > 0 ? Array.FindIndex(values, v => v >= time) : i;
                    double p = last < 0 ? 0 : curve.Estimate[(last * width) + k], error = last < 0 ? 0 : curve.Error[(last * width) + k];
                    var (low, high) = last < 0 ? (0, 0) : Interval(type, p, error, z);
                    rows.Add(new StateRow(totals.Labels?[g], k, time, next < 0 ? 0 : curve.Risk[next], next < 0 ? 0 : curve.Risk[next], last < 0 ? 0 : curve.Events[(last * width) + k], last < 0 ? 0 : curve.Censored[last], p, error, low, high));
                }
            }
        }

        return rows;
    }

    /// <summary>The last month's end at or before a time; on the lattice the time itself.</summary>
    public static double Snap(TimeGrid grid, double time) => grid.IsGrouped ? grid.Value(Math.Max(0, grid.Before(time))) : time;

    /// <summary>
    /// The table: on the month grid without counts of events and censorings, and empty where fewer than the least number of patients
    /// are at risk in the group.
    /// </summary>
    /// <param name="rows">Rows of the result.</param>
    /// <param name="names">Name of each state's number.</param>
    /// <param name="labelled">Whether there are groups.</param>
    /// <param name="counts">Whether events and censorings are shown.</param>
    /// <param name="least">0 for no limit.</param>
    public static Result Table(List<StateRow> rows, Func<int, string> names, bool labelled, bool counts, double least)
    {
        var hidden = rows.Select(r => r.AtRisk < least).ToList();
        IEnumerable<double> Shown(Func<StateRow, double> value) => rows.Zip(hidden, (r, h) => h ? double.NaN : value(r));
        var table = new TableBuilder().Numbers("time", rows.Select(r => r.Time)).Numbers("n.risk", Shown(r => r.Risk > 0 && r.Risk < least ? double.NaN : r.Risk));
        if (counts) table.Numbers("n.event", rows.Select(r => r.Events)).Numbers("n.censor", rows.Select(r => r.Censored));
        table.Numbers("estimate", Shown(r => r.Estimate)).Numbers("std.error", Shown(r => r.Error))
            .Numbers("conf.high", Shown(r => r.High)).Numbers("conf.low", Shown(r => r.Low)).Texts("state", rows.Select(r => names(r.State)));
        if (labelled) table.Texts("strata", rows.Select(r => r.Label));
        var cut = hidden.Count(h => h);
        if (cut > 0) table.Texts("suppressed", hidden.Select(h => h ? "tail" : null));
        var result = new Result { Tidy = table.Build() };
        if (cut > 0) result.Suppressed.Add(new Suppression { Rule = "tail", Table = "tidy", Columns = { "n.risk", "estimate", "std.error", "conf.high", "conf.low" }, Rows = (uint)cut });
        return result;
    }

    /// <summary>Events of a state in a group; a small number is not shown.</summary>
    public static double Events(double events, double least) => events > 0 && events < least ? double.NaN : events;

    /// <summary>The standard error of a probability; what rounding leaves where one state is certain is none.</summary>
    public static double Root(double p, double variance) => p < 1 - 1e-12 ? Math.Sqrt(Math.Max(0, variance)) : 0;

    public static (double Low, double High) Interval(ConfType type, double p, double error, double z)
    {
        if (p > 0) return SurvivalInterval.Of(type, p, error / p, z);
        return type == ConfType.Plain ? (0, Math.Min(1, z * error)) : (double.NaN, double.NaN);
    }
}
