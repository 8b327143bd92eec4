namespace FedOnco.Analyses.Survival.Cuminc;

/// <summary>Aalen and Johansen's state probabilities of one group, all starting event-free, at the times that occur.</summary>
/// <remarks>
/// Source: Aalen and Johansen (1978); standard errors by the infinitesimal jackknife (Therneau and Grambsch 2000, section 7.2): the sum
/// of squared influences of the patients. Those still at risk share one influence u, whose change at a time is that of the curve
/// p' = p H, u' = u H + p dH; those who left keep theirs, and their sum of squares M becomes H' M H.
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

    /// <summary>Event-free and at risk.</summary>
    public double[] Risk { get; }

    public double[] Censored { get; }

    /// <summary>times x (states + 1); state 0 is event-free.</summary>
    public double[] Events { get; }

    /// <summary>times x (states + 1).</summary>
    public double[] Estimate { get; }

    /// <summary>Standard errors of the estimates.</summary>
    public double[] Error { get; }

    public double Patients { get; private init; }

    /// <param name="events">states x times.</param>
    /// <param name="censored">By lattice point.</param>
    /// <param name="grouped">By month: half of a month's censorings count as before its events (the actuarial estimate), and every month has a row.</param>
    public static IncidenceCurve Of(ReadOnlySpan<double> events, ReadOnlySpan<double> censored, bool grouped)
    {
        int cells = censored.Length, states = events.Length / cells, length = 0;
        double patients = 0;
        for (var t = 0; t < cells; t++)
        {
            var left = censored[t];
            for (var k = 0; k < states; k++) left += events[(k * cells) + t];
            if (left > 0 || (grouped && t > 0)) length++;
            patients += left;
        }

        var curve = new IncidenceCurve(states, length) { Patients = patients };
        curve.Fill(events, censored, grouped);
        return curve;
    }

    private void Fill(ReadOnlySpan<double> events, ReadOnlySpan<double> censored, bool grouped)
    {
        int cells = censored.Length, width = _states + 1, next = 0;
        var risk = Patients;
        double[] p = new double[width], u = new double[width], m = new double[width * width], d = new double[width];
        p[0] = 1;
        for (var t = 0; t < cells; t++)
        {
            double all = 0;
            for (var k = 0; k < _states; k++) all += d[k + 1] = events[(k * cells) + t];
            if (all + censored[t] == 0 && !(grouped && t > 0)) continue;
            Times[next] = t;
            Risk[next] = risk;
            Censored[next] = censored[t];
            var early = grouped ? censored[t] / 2 : 0;
            for (var i = 0; i < m.Length && early > 0; i++) m[i] += early * u[i / width] * u[i % width];
            risk -= early;
            if (risk > 0) Advance(p, u, m, d, all, risk, censored[t] - early);
            risk -= all + censored[t] - early;
            for (var k = 0; k < width; k++)
            {
                Events[(next * width) + k] = d[k];
                Estimate[(next * width) + k] = p[k];
                Error[(next * width) + k] = StateRows.Root(p[k], m[(k * width) + k] + (risk * u[k] * u[k]));
            }

            next++;
        }
    }

    private static void Advance(double[] p, double[] u, double[] m, double[] d, double all, double risk, double censored)
    {
        var width = p.Length;
        double free = p[0], stay = (risk - all) / risk, influence = u[0], own = m[0];
        for (var k = 1; k < width; k++)
        {
            var h = d[k] / risk;
            p[k] += free * h;
            u[k] += (influence * h) - (free * h / risk);
            // Before the first row of M changes: M_kl, then M_0k.
            for (var l = k; l < width; l++)
            {
                var g = d[l] / risk;
                m[(k * width) + l] += (h * m[l]) + (g * m[k]) + (h * g * own);
                m[(l * width) + k] = m[(k * width) + l];
            }
        }

        for (var k = 1; k < width; k++) m[k] = m[k * width] = stay * (m[k] + (d[k] / risk * own));
        m[0] = stay * stay * own;
        p[0] = free * stay;
        u[0] = (influence * stay) + (free * all / (risk * risk));
        var left = new double[width];
        for (var k = 0; k < width; k++)
        {
            var count = k == 0 ? censored : d[k];
            if (count == 0) continue;
            u.CopyTo(left, 0);
            if (k > 0)
            {
                left[0] -= free / risk;
                left[k] += free / risk;
            }

            for (var i = 0; i < width; i++)
            {
                for (var j = 0; j < width; j++) m[(i * width) + j] += count * left[i] * left[j];
            }
        }
    }
}
