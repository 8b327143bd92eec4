using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>What the pairs of a death count in Uno's C: 1 / G(t-)^2.</summary>
/// <remarks>Source: Uno et al. (2011). With fewer than two deaths a stratum has Harrell's weights, as in R.</remarks>
internal static class UnoWeights
{
    /// <summary>By point of the lattice, from the rows of one stratum at a centre.</summary>
    public static Func<int, double> OfStratum(CoxSiteData data, int[] rows, double limit)
    {
        var last = rows.Max(i => data.Stop[i]);
        double[] events = new double[last + 1], censored = new double[last + 1];
        foreach (var i in rows) (data.Event[i] ? events : censored)[data.Stop[i]] += data.Weight(i);
        if (rows.Count(i => data.Event[i]) < 2) return _ => 1;
        var curve = CensoringCurve.Of(events, censored);
        return t => Math.Min(Of(curve, t), limit);
    }

    /// <summary>By event time, from the counts of all.</summary>
    public static double[] Of(EventTimes times, Reduction.Total counts)
    {
        var weights = new double[times.Slots.Length];
        CensoringCurve? curve = null;
        var deaths = 0.0;
        for (var s = 0; s < weights.Length; s++)
        {
            var stratum = times.Slots[s] / times.Cells;
            if (s == 0 || stratum != times.Slots[s - 1] / times.Cells)
            {
                curve = CensoringCurve.Of(counts.Block("events").Slice(stratum * times.Cells, times.Cells), counts.Block("censored").Slice(stratum * times.Cells, times.Cells));
                deaths = 0;
                for (var k = s; k < weights.Length && times.Slots[k] / times.Cells == stratum; k++) deaths += times.Deaths[k];
            }

            weights[s] = deaths < 2 ? 1 : Of(curve!, times.Slots[s] % times.Cells);
            if (!double.IsFinite(weights[s])) throw new FedOncoException(ErrorReason.OutOfBounds, "At some event times nobody would still be uncensored. End the follow-up earlier, with surv(time, event, cutoff = ..).");
        }

        return weights;
    }

    private static double Of(CensoringCurve curve, int point) => 1 / (curve.Before(point) * curve.Before(point));
}
