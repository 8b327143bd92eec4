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
                    var time = times.Length > 0 ? times[i] : values[i];
                    // A step at or before the time; those at risk just before it.
                    int last = times.Length > 0 ? Array.FindLastIndex(values, v => v <= time) : i, next = times.Length > 0 ? Array.FindIndex(values, v => v >= time) : i;
                    double p = last < 0 ? 0 : curve.Estimate[(last * width) + k], error = last < 0 ? 0 : curve.Error[(last * width) + k];
                    var (low, high) = last < 0 ? (0, 0) : Interval(type, p, error, z);
                    rows.Add(new StateRow(totals.Labels?[g], k, time, next < 0 ? 0 : curve.Risk[next], last < 0 ? 0 : curve.Events[(last * width) + k], last < 0 ? 0 : curve.Censored[last], p, error, low, high));
                }
            }
        }

        return rows;
    }

    public static (double Low, double High) Interval(ConfType type, double p, double error, double z)
    {
        if (p > 0) return SurvivalInterval.Of(type, p, error / p, z);
        return type == ConfType.Plain ? (0, Math.Min(1, z * error)) : (double.NaN, double.NaN);
    }
}
