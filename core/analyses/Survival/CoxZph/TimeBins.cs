namespace FedOnco.Analyses.Survival.CoxZph;

/// <summary>Parts of the time axis with about as many events each, at least so many.</summary>
/// <param name="First">First point of each part.</param>
/// <param name="Events">Events in each.</param>
/// <param name="Last">Last point with an event.</param>
internal sealed record TimeBins(int[] First, double[] Events, int Last)
{
    public int Count => First.Length;

    /// <param name="events">Events by point of the grid.</param>
    /// <param name="wanted">Parts that are asked for; fewer where the events do not suffice.</param>
    /// <param name="least">Least events of a part.</param>
    public static TimeBins Of(ReadOnlySpan<double> events, double wanted, double least)
    {
        double all = 0, within = 0, seen = 0;
        foreach (var e in events) all += e;
        var parts = Math.Max(1, Math.Min(wanted, Math.Floor(all / Math.Max(least, 1))));
        var first = new List<int> { 0 };
        var counts = new List<double>();
        var last = 0;
        for (var t = 0; t < events.Length; t++)
        {
            if (events[t] == 0) continue;
            last = t;
            within += events[t];
            seen += events[t];
            if (within < all / parts || all - seen < least) continue;
            counts.Add(within);
            first.Add(t + 1);
            within = 0;
        }

        if (within > 0) counts.Add(within);
        else first.RemoveAt(first.Count - 1);
        return new TimeBins([.. first], [.. counts], last);
    }

    /// <summary>1 at the points of a part.</summary>
    public double[] Indicator(int part, int points)
    {
        var indicator = new double[points];
        var end = part + 1 < First.Length ? First[part + 1] : points;
        for (var t = First[part]; t < end; t++) indicator[t] = 1;
        return indicator;
    }
}
