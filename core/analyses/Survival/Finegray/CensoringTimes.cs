using FedOnco.Analyses.Survival.Cox;

namespace FedOnco.Analyses.Survival.Finegray;

/// <summary>Event times of interest and the censoring curve of each stratum; events come before censorings of the same time.</summary>
/// <remarks>G is Kaplan and Meier's curve of being uncensored. A patient with a competing event at x stays at risk at later event
/// times t with weight G(t-) / G(x-). Source: Fine and Gray (1999), section 4; Geskus (2011).</remarks>
internal sealed class CensoringTimes
{
    /// <param name="events">Events of interest, strata x times.</param>
    /// <param name="competing">Other events, strata x times.</param>
    /// <param name="censored">Censorings, strata x times.</param>
    /// <param name="cells">Points of the lattice.</param>
    public CensoringTimes(ReadOnlySpan<double> events, ReadOnlySpan<double> competing, ReadOnlySpan<double> censored, int cells)
    {
        Events = new EventTimes(events, cells, efron: false);
        Before = new double[events.Length];
        for (var start = 0; start < events.Length; start += cells)
        {
            double risk = 0, free = 1;
            for (var t = start; t < start + cells; t++) risk += events[t] + competing[t] + censored[t];
            for (var t = start; t < start + cells; t++)
            {
                Before[t] = free;
                risk -= events[t] + competing[t];
                if (censored[t] > 0) free *= (risk - censored[t]) / risk;
                risk -= censored[t];
            }
        }
    }

    public EventTimes Events { get; }

    /// <summary>G(t-) at every stratum x point of the lattice.</summary>
    public double[] Before { get; }
}
