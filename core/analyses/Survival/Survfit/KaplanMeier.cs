namespace FedOnco.Analyses.Survival.Survfit;

/// <summary>One survival curve at the times that occur (on the month grid at every month up to the last).</summary>
/// <remarks>Sources: Kaplan and Meier (1958); variance of log S by Greenwood (1926), sum of d / (n (n - d)); Fleming and Harrington (1984)
/// for exp(-H) and the hazard of split ties. Grouped times: n - c/2 (+ e/2) at risk, the actuarial estimate (Cutler and Ederer 1958).
/// Robust: with the sum over patients of the squared influence w (L(t) - 1/(n - d)) on log S, where L cumulates d / (n (n - d)).</remarks>
internal sealed class KaplanMeier
{
    private KaplanMeier(int length)
    {
        Times = new int[length];
        Risk = new double[length];
        RiskAfter = new double[length];
        Rows = new double[length];
        Events = new double[length];
        Censored = new double[length];
        Exposed = new double[length];
        Survival = new double[length];
        Error = new double[length];
        Low = new double[length];
        High = new double[length];
    }

    /// <summary>Points of the grid.</summary>
    public int[] Times { get; }

    /// <summary>At risk just before the point, on the month grid at the beginning of the month.</summary>
    public double[] Risk { get; }

    /// <summary>At risk just after the point.</summary>
    public double[] RiskAfter { get; }

    /// <summary>Rows at risk: what <see cref="Risk"/> is without weights.</summary>
    public double[] Rows { get; }

    public double[] Events { get; }

    public double[] Censored { get; }

    /// <summary>At risk of the events of the point: <see cref="Risk"/>, on the month grid less half of those who leave in it.</summary>
    public double[] Exposed { get; }

    public double[] Survival { get; }

    /// <summary>Standard error of log S.</summary>
    public double[] Error { get; }

    /// <summary>Between these lies the curve of exact times: all who are censored in a month leave at its beginning, or at its end.</summary>
    public double[] Low { get; }

    public double[] High { get; }

    public double Patients { get; private set; }

    public double AllEvents { get; private set; }

    /// <param name="events">Events by point.</param>
    /// <param name="censored">Censorings by point.</param>
    /// <param name="entries">Entries by point; empty where everybody is at risk from the start.</param>
    public static KaplanMeier Of(ReadOnlySpan<double> events, ReadOnlySpan<double> censored, ReadOnlySpan<double> entries) =>
        Of(new CurveCounts(events.ToArray(), censored.ToArray(), entries.ToArray()), new CurveForm());

    public static KaplanMeier Of(CurveCounts counts, CurveForm form)
    {
        ReadOnlySpan<double> events = counts.Events.Span, censored = counts.Censored.Span;
        int length = 0, last = -1;
        double rows = 0, all = 0;
        for (var t = form.First; t < events.Length; t++)
        {
            rows += counts.RowsLeft.IsEmpty ? events[t] + censored[t] : counts.RowsLeft.Span[t];
            all += events[t];
            if (events[t] + censored[t] == 0) continue;
            length++;
            last = t;
        }

        var first = Math.Max(form.First, 1);
        var curve = new KaplanMeier(form.IsGrouped ? Math.Max(0, last - first + 1) : length) { Patients = rows, AllEvents = all };
        curve.CountRisk(counts, form, first, last);
        curve.Fill(counts, form);
        if (!counts.InfluenceSquares.IsEmpty) curve.TakeInfluence(counts.InfluenceSquares.Span, form);
        else if (!counts.EventSquares.IsEmpty) curve.FillRobust(counts, form);
        return curve;
    }

    /// <summary>Backwards: who leaves at a point or later is at risk there, unless he has not entered before it.</summary>
    private void CountRisk(CurveCounts counts, CurveForm form, int first, int last)
    {
        ReadOnlySpan<double> events = counts.Events.Span, censored = counts.Censored.Span, entries = counts.Entries.Span;
        double risk = 0, rows = 0;
        var next = Times.Length;
        for (var t = events.Length - 1; t >= form.First && next > 0; t--)
        {
            var after = risk;
            var entered = entries.IsEmpty ? 0 : entries[t];
            risk += events[t] + censored[t] - entered;
            rows += counts.RowsLeft.IsEmpty ? events[t] + censored[t] - entered : counts.RowsLeft.Span[t] - (counts.RowsEntered.IsEmpty ? 0 : counts.RowsEntered.Span[t]);
            // Sums of weights leave rounding behind where nobody is left.
            if (rows == 0) risk = 0;
            if (form.IsGrouped ? t < first || t > last : events[t] + censored[t] == 0) continue;
            Times[--next] = t;
            Risk[next] = risk;
            RiskAfter[next] = after;
            Rows[next] = rows;
            Events[next] = events[t];
            Censored[next] = censored[t];
        }
    }

    private void Fill(CurveCounts counts, CurveForm form)
    {
        double survival = 1, hazard = 0, variance = 0, low = 1, high = 1;
        for (var i = 0; i < Times.Length; i++)
        {
            double d = Events[i], n = Exposed[i] = AtRisk(counts, form, i), deaths = counts.Deaths.Span[Times[i]];
            if (d > 0)
            {
                survival *= (n - d) / n;
                hazard += Hazard(d, n, form.SplitTies ? deaths : 1, 1);
                variance += form.FromHazard ? Hazard(d, n, form.SplitTies ? deaths : 1, 2) : d / (n * (n - d));
                low *= 1 - Math.Min(1, d / Math.Max(Risk[i] - Censored[i], d));
                high *= 1 - (d / Math.Max(Risk[i] + Entered(counts, i), d));
            }

            Survival[i] = form.FromHazard ? Numerics.StableMath.Exp(-hazard) : survival;
            Error[i] = Math.Sqrt(variance);
            Low[i] = low;
            High[i] = high;
        }
    }

    /// <summary>d/n, or the sum over deaths that leave one after the other; with power 2 its variance.</summary>
    private static double Hazard(double d, double n, double deaths, int power)
    {
        var sum = 0.0;
        for (var k = 0; k < deaths; k++)
        {
            var left = n - (k * d / deaths);
            sum += d / deaths / (power == 1 ? left : left * left);
        }

        return sum;
    }

    private double AtRisk(CurveCounts counts, CurveForm form, int i)
    {
        if (!form.IsGrouped) return Rows[i] == counts.Deaths.Span[Times[i]] ? Events[i] : Risk[i];
        return Math.Max(Risk[i] + ((Entered(counts, i) - Censored[i]) / 2), Events[i]);
    }

    private double Entered(CurveCounts counts, int i) => counts.Entries.IsEmpty ? 0 : counts.Entries.Span[Times[i]];

    /// <summary>Nothing changes without an event, and once S is 0 its logarithm has no variance.</summary>
    private void TakeInfluence(ReadOnlySpan<double> squares, CurveForm form)
    {
        var last = 0.0;
        for (var i = 0; i < Times.Length; i++)
        {
            if (Events[i] > 0) last = !form.FromHazard && Survival[i] <= 0 ? double.NaN : Math.Sqrt(Math.Max(0, squares[Times[i]]));
            Error[i] = last;
        }
    }

    private void FillRobust(CurveCounts counts, CurveForm form)
    {
        ReadOnlySpan<double> died = counts.EventSquares.Span, left = counts.CensoredSquares.Span;
        double remaining = 0, cumulative = 0, settled = 0;
        for (var t = form.First; t < died.Length; t++) remaining += died[t] + left[t];
        for (var i = 0; i < Times.Length; i++)
        {
            double d = Events[i], n = Exposed[i], base0 = form.FromHazard ? n : n - d;
            if (d > 0) cumulative += d / (n * base0);
            // At 0 the logarithm of S has no variance, S itself has none either.
            var own = d > 0 ? cumulative - (1 / base0) : 0;
            settled += (died[Times[i]] * own * own) + (left[Times[i]] * cumulative * cumulative);
            remaining -= died[Times[i]] + left[Times[i]];
            // Nothing changes without an event: the same bits, so that flat parts of the limits stay flat.
            Error[i] = d == 0 ? (i == 0 ? 0 : Error[i - 1]) : Math.Sqrt(settled + (Math.Max(remaining, 0) * cumulative * cumulative));
        }
    }
}
