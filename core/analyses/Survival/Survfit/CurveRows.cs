using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Survfit;

/// <summary>A curve with its intervals.</summary>
internal sealed record CurveRows(string? Label, KaplanMeier Curve, double[] Times, double[] Low, double[] High)
{
    public static CurveRows Of(string? label, KaplanMeier curve, ConfType type, double z, Func<int, double> time)
    {
        var limits = curve.Survival.Zip(curve.Error, (s, e) => SurvivalInterval.Of(type, s, e, z)).ToArray();
        return new CurveRows(label, curve, [.. curve.Times.Select(time)], [.. limits.Select(l => l.Low)], [.. limits.Select(l => l.High)]);
    }

    /// <summary>Time at which the share p has had the event, and where the limits of the curve say so.</summary>
    public (double Value, double Low, double High) Quantile(double p) => (SurvivalQuantile.Of(Times, Curve.Survival, p), SurvivalQuantile.Of(Times, Low, p), SurvivalQuantile.Of(Times, High, p));

    /// <summary>The curve at a time: its last step at or before, and those at risk just before.</summary>
    public (double Time, double Risk, double Estimate, double Error, double Low, double High) At(double time)
    {
        var last = Array.FindLastIndex(Times, t => t <= time);
        var next = Array.FindIndex(Times, t => t >= time);
        var risk = next < 0 ? 0 : Curve.Risk[next];
        if (last < 0) return (time, risk, 1, 0, 1, 1);
        var error = Curve.Survival[last] == 0 ? double.NaN : Curve.Error[last];
        return (time, risk, Curve.Survival[last], error, Low[last], High[last]);
    }
}
