using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Survival.Cox;
using FedOnco.Analyses.Survival.Survfit;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.CoxZph;

/// <summary>g(t) at every event time, less its mean over the events.</summary>
/// <remarks>Source: Grambsch and Therneau (1994); km is 1 - S(t-) of the pooled curve.</remarks>
internal static class TimeScale
{
    /// <param name="transform">km where unspecified.</param>
    /// <param name="times">Event times; strata share the scale.</param>
    /// <param name="value">Time of a lattice point.</param>
    /// <param name="curve">Pooled curve: S(t-) for km, the midrank among all ends of follow-up for rank.</param>
    public static double[] Of(TimeTransform transform, EventTimes times, Func<int, double> value, KaplanMeier curve)
    {
        var points = new int[times.Slots.Length];
        for (var t = 0; t < points.Length; t++) points[t] = times.Slots[t] % times.Cells;
        var scale = new double[points.Length];
        double sum = 0, deaths = 0;
        for (var t = 0; t < scale.Length; t++)
        {
            scale[t] = transform switch
            {
                TimeTransform.Rank => Rank(curve, points[t]),
                TimeTransform.Identity => value(points[t]),
                TimeTransform.Log => StableMath.Log(value(points[t])),
                _ => 1 - Before(curve, points[t]),
            };
            sum += times.Deaths[t] * scale[t];
            deaths += times.Deaths[t];
        }

        for (var t = 0; t < scale.Length; t++) scale[t] -= sum / deaths;
        return scale;
    }

    private static double Before(KaplanMeier curve, int point)
    {
        var survival = 1.0;
        for (var i = 0; i < curve.Times.Length && curve.Times[i] < point; i++) survival = curve.Survival[i];
        return survival;
    }

    private static double Rank(KaplanMeier curve, int point)
    {
        double below = 0, here = 0;
        for (var i = 0; i < curve.Times.Length && curve.Times[i] <= point; i++)
        {
            var ended = curve.Events[i] + curve.Censored[i];
            if (curve.Times[i] < point) below += ended;
            else here = ended;
        }

        return below + ((here + 1) / 2);
    }
}
