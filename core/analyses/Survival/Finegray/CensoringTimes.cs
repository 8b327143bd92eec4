using FedOnco.Analyses.Survival.Cox;

namespace FedOnco.Analyses.Survival.Finegray;

/// <summary>Event times of interest and the weighting curve of each stratum; events come before censorings of the same time.</summary>
/// <remarks>G is Kaplan and Meier's curve of being uncensored, H with delayed entry that of having entered, backwards in time: its factor at
/// an entry time is 1 - entries over those at risk just after it. A patient with a competing event at x stays at risk at later event times
/// t with weight G(t-) H(t-) / (G(x-) H(x-)). Source: Fine and Gray (1999), section 4; Geskus (2011), section 2.</remarks>
internal sealed class CensoringTimes
{
    /// <summary>A weight beyond it, or one without a value, ends a fit.</summary>
    private const double MostWeight = 1e12;

    /// <param name="events">Events of interest, strata x times.</param>
    /// <param name="competing">Other events, strata x times.</param>
    /// <param name="censored">Censorings, strata x times.</param>
    /// <param name="entries">Entries, strata x times; empty where everybody is at risk from the start.</param>
    /// <param name="cells">Points of the lattice.</param>
    public CensoringTimes(ReadOnlySpan<double> events, ReadOnlySpan<double> competing, ReadOnlySpan<double> censored, ReadOnlySpan<double> entries, int cells)
    {
        Events = new EventTimes(events, cells, efron: false);
        Before = new double[events.Length];
        Peak = new double[events.Length];
        var after = new double[cells];
        for (var start = 0; start < events.Length; start += cells)
        {
            double risk = 0, free = 1;
            for (var t = start; t < start + cells && entries.IsEmpty; t++) risk += events[t] + competing[t] + censored[t];
            for (var t = start; t < start + cells; t++)
            {
                Before[t] = free;
                risk -= events[t] + competing[t];
                if (censored[t] > 0) free *= (risk - censored[t]) / risk;
                risk += (entries.IsEmpty ? 0 : entries[t]) - censored[t];
                after[t - start] = risk;
            }

            if (!entries.IsEmpty) Truncate(entries.Slice(start, cells), after, Before.AsSpan(start, cells));
            FindPeaks(events.Slice(start, cells), competing.Slice(start, cells), start);
        }
    }

    public EventTimes Events { get; }

    /// <summary>G(t-) H(t-) at every stratum x point of the lattice.</summary>
    public double[] Before { get; }

    /// <summary>The largest <see cref="Before"/> at an event time after each point; 0 where none comes.</summary>
    public double[] Peak { get; }

    /// <summary>Largest weight of a patient, at least 1.</summary>
    public double Largest { get; private set; } = 1;

    /// <summary>Whether some patient's weight has no value: at his competing event the curve is 0, for a time comes before which nobody is at risk.</summary>
    public bool IsUndefined => !(Largest <= MostWeight);

    private static void Truncate(ReadOnlySpan<double> entries, double[] after, Span<double> before)
    {
        double entered = 1;
        for (var t = before.Length - 1; t >= 0; t--)
        {
            if (entries[t] > 0) entered *= (after[t] - entries[t]) / after[t];
            before[t] *= entered;
        }
    }

    private void FindPeaks(ReadOnlySpan<double> events, ReadOnlySpan<double> competing, int start)
    {
        double peak = 0;
        for (var t = events.Length - 1; t >= 0; t--)
        {
            Peak[start + t] = peak;
            if (competing[t] > 0 && peak > 0) Largest = Math.Max(Largest, peak / Before[start + t]);
            if (events[t] > 0) peak = Math.Max(peak, Before[start + t]);
        }
    }
}
