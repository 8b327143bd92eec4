namespace FedOnco.Analyses.Survival.Survfit;

/// <summary>One Kaplan-Meier curve at the times that occur.</summary>
/// <remarks>Source: Kaplan and Meier (1958); variance of log S by Greenwood (1926): sum of d / (n (n - d)).</remarks>
internal sealed class KaplanMeier
{
    private KaplanMeier(int length)
    {
        Times = new int[length];
        Risk = new double[length];
        Events = new double[length];
        Censored = new double[length];
        Survival = new double[length];
        Error = new double[length];
    }

    /// <summary>Indices on the lattice.</summary>
    public int[] Times { get; }

    public double[] Risk { get; }

    public double[] Events { get; }

    public double[] Censored { get; }

    public double[] Survival { get; }

    /// <summary>Standard error of log S.</summary>
    public double[] Error { get; }

    public double Patients { get; private init; }

    public double AllEvents { get; private init; }

    /// <param name="events">Events by lattice point.</param>
    /// <param name="censored">Censorings by lattice point.</param>
    /// <param name="entries">Entries by lattice point; empty where everybody is at risk from the start.</param>
    public static KaplanMeier Of(ReadOnlySpan<double> events, ReadOnlySpan<double> censored, ReadOnlySpan<double> entries)
    {
        double length = 0, left = 0, all = 0;
        for (var t = 0; t < events.Length; t++)
        {
            if (events[t] + censored[t] > 0) length++;
            left += events[t] + censored[t];
            all += events[t];
        }

        var curve = new KaplanMeier((int)length) { Patients = left, AllEvents = all };
        curve.Fill(events, censored, entries);
        return curve;
    }

    private void Fill(ReadOnlySpan<double> events, ReadOnlySpan<double> censored, ReadOnlySpan<double> entries)
    {
        double risk = entries.IsEmpty ? Patients : 0, survival = 1, variance = 0;
        var next = 0;
        for (var t = 0; t < events.Length; t++)
        {
            if (!entries.IsEmpty && t > 0) risk += entries[t - 1];
            double d = events[t], c = censored[t];
            if (d + c == 0) continue;
            if (d > 0)
            {
                survival *= (risk - d) / risk;
                variance += d / (risk * (risk - d));
            }

            Times[next] = t;
            Risk[next] = risk;
            Events[next] = d;
            Censored[next] = c;
            Survival[next] = survival;
            Error[next++] = Math.Sqrt(variance);
            risk -= d + c;
        }
    }
}
