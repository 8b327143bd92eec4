namespace FedOnco.Analyses.Survival.Response;

/// <summary>The probability G of being uncensored, by point of the time grid: Kaplan-Meier with censorings as the events, events of a time leaving
/// before its censorings.</summary>
internal sealed class CensoringCurve
{
    private readonly double[] _after;

    private CensoringCurve(int points)
    {
        _after = new double[points];
        Risk = new double[points];
        Censored = new double[points];
    }

    /// <summary>At risk just before each point.</summary>
    public double[] Risk { get; }

    public double[] Censored { get; }

    /// <param name="events">Events by point (sums of weights where there are some).</param>
    /// <param name="censored">Censorings by point.</param>
    public static CensoringCurve Of(ReadOnlySpan<double> events, ReadOnlySpan<double> censored)
    {
        var curve = new CensoringCurve(events.Length);
        double risk = 0, g = 1;
        for (var t = events.Length - 1; t >= 0; t--) curve.Risk[t] = risk += events[t] + censored[t];
        for (var t = 0; t < events.Length; t++)
        {
            curve.Censored[t] = censored[t];
            if (censored[t] > 0) g *= 1 - (censored[t] / Math.Max(curve.Risk[t] - events[t], censored[t]));
            curve._after[t] = g;
        }

        return curve;
    }

    /// <summary>G just before a point.</summary>
    public double Before(int point) => point == 0 ? 1 : _after[point - 1];

    /// <summary>G at a point.</summary>
    public double At(int point) => _after[point];
}
