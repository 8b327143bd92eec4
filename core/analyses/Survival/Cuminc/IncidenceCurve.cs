namespace FedOnco.Analyses.Survival.Cuminc;

/// <summary>Aalen and Johansen's state probabilities of one group, all starting event-free, at the times that occur.</summary>
/// <remarks>
/// Source: Aalen and Johansen (1978); standard errors by the infinitesimal jackknife (Therneau and Grambsch 2000, section 7.2): the sum
/// of squared influences of the patients. Those still at risk share one influence u by weight, whose change at a time is that of the curve
/// p' = p H, u' = u H + p dH; those who left keep theirs, and their sum of squares M becomes H' M H. With weights an influence counts by the
/// square of its patient's.
/// </remarks>
internal sealed class IncidenceCurve
{
    private readonly int _states;

    private IncidenceCurve(int states, int length)
    {
        _states = states;
        Times = new int[length];
        Risk = new double[length];
        Censored = new double[length];
        Events = new double[length * (states + 1)];
        Estimate = new double[length * (states + 1)];
        Error = new double[length * (states + 1)];
    }

    /// <summary>Indices on the lattice.</summary>
    public int[] Times { get; }

    /// <summary>Patients event-free and at risk; as in R's survfit with several states numbers of patients also with weights, like events and censorings.</summary>
    public double[] Risk { get; }

    public double[] Censored { get; }

    /// <summary>times x (states + 1); state 0 is event-free.</summary>
    public double[] Events { get; }

    /// <summary>times x (states + 1).</summary>
    public double[] Estimate { get; }

    /// <summary>Standard errors of the estimates.</summary>
    public double[] Error { get; }

    public double Patients { get; private init; }

    /// <param name="counts">By state and lattice point.</param>
    /// <param name="grouped">By month: half of a month's censorings count as before its events (the actuarial estimate), and every month has a row.</param>
    public static IncidenceCurve Of(IncidenceCounts counts, bool grouped)
    {
        int cells = counts.Censored.Length, states = counts.Events.Length / cells;
        var rows = Left(counts.EventRows.Span, counts.CensoredRows.Span);
        var length = Enumerable.Range(0, cells).Count(t => rows[t] > 0 || (grouped && t > 0));
        var curve = new IncidenceCurve(states, length) { Patients = rows.Sum() };
        curve.Fill(counts, rows, grouped);
        return curve;
    }

    /// <summary>Those who leave at each time, with an event or without.</summary>
    private static double[] Left(ReadOnlySpan<double> events, ReadOnlySpan<double> censored)
    {
        var left = new double[censored.Length];
        for (var t = 0; t < left.Length; t++)
        {
            for (var at = t; at < events.Length; at += left.Length) left[t] += events[at];
            left[t] += censored[t];
        }

        return left;
    }

    /// <summary>Sums from each time on: with weights exact at the end, where differences would leave rounding.</summary>
    private static double[] From(double[] left)
    {
        var from = new double[left.Length + 1];
        for (var t = left.Length - 1; t >= 0; t--) from[t] = left[t] + from[t + 1];
        return from;
    }

    private void Fill(IncidenceCounts counts, double[] left, bool grouped)
    {
        ReadOnlySpan<double> events = counts.Events.Span, censored = counts.Censored.Span, gone = counts.CensoredSquares.Span;
        int cells = censored.Length, width = _states + 1, next = 0;
        double[] risks = From(Left(events, censored)), squares = From(Left(counts.EventSquares.Span, gone)), rows = From(left);
        double[] p = new double[width], u = new double[width], m = new double[width * width], d = new double[width], own = new double[width];
        p[0] = 1;
        for (var t = 0; t < cells; t++)
        {
            if (left[t] == 0 && !(grouped && t > 0)) continue;
            double all = 0, early = grouped ? 0.5 : 0;
            for (var k = 1; k < width; k++)
            {
                all += d[k] = events[((k - 1) * cells) + t];
                own[k] = counts.EventSquares.Span[((k - 1) * cells) + t];
            }

            (Times[next], Risk[next], Censored[next]) = (t, rows[t], counts.CensoredRows.Span[t]);
            for (var i = 0; i < m.Length && early > 0; i++) m[i] += early * gone[t] * u[i / width] * u[i % width];
            own[0] = (1 - early) * gone[t];
            var risk = risks[t] - (early * censored[t]);
            if (risk > 0) Advance(p, u, m, d, all, risk, own);
            for (var k = 0; k < width; k++)
            {
                if (k > 0) Events[(next * width) + k] = counts.EventRows.Span[((k - 1) * cells) + t];
                Estimate[(next * width) + k] = p[k];
                Error[(next * width) + k] = StateRows.Root(p[k], m[(k * width) + k] + (squares[t + 1] * u[k] * u[k]));
            }

            next++;
        }
    }

    /// <summary>One time; own are squared weights of those who leave now, censored at 0, else by state.</summary>
    private static void Advance(double[] p, double[] u, double[] m, double[] d, double all, double risk, double[] own)
    {
        var width = p.Length;
        double free = p[0], stay = (risk - all) / risk, influence = u[0], before = m[0];
        for (var k = 1; k < width; k++)
        {
            var h = d[k] / risk;
            p[k] += free * h;
            u[k] += (influence * h) - (free * h / risk);
            // Before the first row of M changes: M_kl, then M_0k.
            for (var l = k; l < width; l++)
            {
                var g = d[l] / risk;
                m[(k * width) + l] += (h * m[l]) + (g * m[k]) + (h * g * before);
                m[(l * width) + k] = m[(k * width) + l];
            }
        }

        for (var k = 1; k < width; k++) m[k] = m[k * width] = stay * (m[k] + (d[k] / risk * before));
        m[0] = stay * stay * before;
        p[0] = free * stay;
        u[0] = (influence * stay) + (free * all / (risk * risk));
        var left = new double[width];
        for (var k = 0; k < width; k++)
        {
            if (own[k] == 0) continue;
            u.CopyTo(left, 0);
            if (k > 0)
            {
                left[0] -= free / risk;
                left[k] += free / risk;
            }

            for (var i = 0; i < width; i++)
            {
                for (var j = 0; j < width; j++) m[(i * width) + j] += own[k] * left[i] * left[j];
            }
        }
    }
}
