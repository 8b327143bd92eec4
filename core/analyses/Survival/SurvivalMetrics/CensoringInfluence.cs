namespace FedOnco.Analyses.Survival.SurvivalMetrics;

/// <summary>
/// What a patient's censoring, or being at risk of it, changes in a weighted sum: with h(u) the sum over patients who are followed beyond u,
/// y(u) those at risk and c(u) the censorings, a censoring at u adds h(u)/y(u), and everybody takes off the sum of h c / y^2 up to his time.
/// </summary>
/// <remarks>The martingale term of the weights' Kaplan-Meier curve: Hung and Chiang (2010), Blanche et al. (2013). All at risk count in y, events
/// of that time included.</remarks>
internal sealed class CensoringInfluence
{
    private readonly double[] _own;
    private readonly double[] _taken;

    /// <param name="validation">The question.</param>
    /// <param name="horizon">Up to where.</param>
    /// <param name="cases">The sum over the events of each time.</param>
    /// <param name="controls">The sum over those who are followed beyond the horizon.</param>
    public CensoringInfluence(Validation validation, Horizon horizon, ReadOnlySpan<double> cases, double controls)
    {
        var curve = validation.Curve;
        _own = new double[horizon.Point + 1];
        _taken = new double[horizon.Point + 1];
        var later = controls;
        var slot = validation.Times.CountUpTo(horizon.Point) - 1;
        for (var u = horizon.Point; u >= 0; u--)
        {
            for (; slot >= 0 && validation.Times.Slots[slot] > u; slot--) later += cases[slot];
            if (curve.Censored[u] == 0) continue;
            _own[u] = later / curve.Risk[u];
            _taken[u] = _own[u] * curve.Censored[u] / curve.Risk[u];
        }

        for (var u = 1; u < _taken.Length; u++) _taken[u] += _taken[u - 1];
    }

    public double Of(int stop, bool isEvent) => (!isEvent && stop < _own.Length ? _own[stop] : 0) - _taken[Math.Min(stop, _taken.Length - 1)];
}
