using FedOnco.Analyses.Numerics;

namespace FedOnco.Analyses.Survival.Cuminc;

/// <summary>Score and covariance of Gray's comparison of the cumulative incidence of one cause between groups, summed over strata.</summary>
/// <remarks>
/// Source: Gray (1988), section 3. In a stratum with h_k = Y_k / S_k(t-) and R_k = h_k (1 - F_k(t-)), S_k the event-free probability
/// and F_k the incidence of group k, the pooled incidence grows by dF = sum d_k / sum h_k. With K = (1 - F(t-))^rho,
/// a_ij = K h_i (1{i=j} - h_j / h.) and c_ij(t) = integral of a_ij dF / (1 - F(t-)), the score is sum K (d_i - d. R_i / R.) and the
/// covariance sums over groups k and times b_ik b_jk v_k: for the cause b = a - g c(t) + g c(end) with g = 1 - (1 - F(t)) / S_k(t) and
/// v = S_k(t-) dF / Y_k, for the others b = g (c(end) - c(t)) with g = (1 - F(t)) / S_k(t) and v = S_k(t-)^2 d / Y_k^2. Ties take
/// the finite-population factors 1 - (d - 1) / (h. S_k(t-) - 1) and 1 - (d - 1) / (Y_k - 1), and g = 1 where S_k(t) = 0.
/// </remarks>
internal sealed class GrayTest(int groups, double rho)
{
    private readonly List<Term> _terms = [];
    private readonly double[] _c = new double[groups * groups];

    public double[] Score { get; } = new double[groups];

    /// <summary>groups x groups, row-major.</summary>
    public double[] Variance { get; } = new double[groups * groups];

    /// <summary>Adds a stratum.</summary>
    /// <param name="events">groups x states x times.</param>
    /// <param name="censored">groups x times.</param>
    /// <param name="states">Number of causes.</param>
    /// <param name="cause">Number of the cause of interest, from 0.</param>
    public void Add(ReadOnlySpan<double> events, ReadOnlySpan<double> censored, int states, int cause)
    {
        var times = censored.Length / groups;
        double[] risk = new double[groups], survival = new double[groups], incidence = new double[groups], d = new double[groups], other = new double[groups];
        for (var k = 0; k < groups; k++)
        {
            survival[k] = 1;
            for (var t = 0; t < times; t++) risk[k] += censored[(k * times) + t];
            for (var t = 0; t < states * times; t++) risk[k] += events[(k * states * times) + t];
        }

        _terms.Clear();
        Array.Clear(_c);
        double pooled = 0;
        for (var t = 0; t < times; t++)
        {
            double any = 0;
            for (var k = 0; k < groups; k++)
            {
                other[k] = 0;
                for (var s = 0; s < states; s++)
                {
                    var count = events[(((k * states) + s) * times) + t];
                    if (s == cause) d[k] = count;
                    else other[k] += count;
                }

                any += d[k] + other[k];
            }

            if (any > 0) Take(risk, survival, incidence, d, other, ref pooled);
            for (var k = 0; k < groups; k++) risk[k] -= d[k] + other[k] + censored[(k * times) + t];
        }

        AddVariance();
    }

    /// <summary>A time with events: the score, c, and what the covariance needs once c is known to the end.</summary>
    private void Take(double[] risk, double[] survival, double[] incidence, double[] d, double[] other, ref double pooled)
    {
        double deaths = 0, weights = 0, adjusted = 0;
        var h = new double[groups];
        for (var k = 0; k < groups; k++)
        {
            deaths += d[k];
            if (risk[k] <= 0) continue;
            h[k] = risk[k] / survival[k];
            weights += h[k];
            adjusted += h[k] * (1 - incidence[k]);
        }

        var weight = rho == 0 ? 1 : StableMath.Exp(rho * StableMath.Log(1 - pooled));
        var growth = deaths / weights;
        var a = new double[groups * groups];
        for (var i = 0; i < groups; i++)
        {
            if (risk[i] <= 0) continue;
            Score[i] += weight * (d[i] - (deaths * h[i] * (1 - incidence[i]) / adjusted));
            for (var j = 0; j < groups; j++)
            {
                a[(i * groups) + j] = weight * h[i] * ((i == j ? 1 : 0) - (h[j] / weights));
                _c[(i * groups) + j] += a[(i * groups) + j] * growth / (1 - pooled);
            }
        }

        pooled += growth;
        for (var k = 0; k < groups; k++)
        {
            if (risk[k] <= 0) continue;
            double before = survival[k], after = before * (risk[k] - d[k] - other[k]) / risk[k];
            incidence[k] += before * d[k] / risk[k];
            survival[k] = after;
            if (deaths > 0)
            {
                var tie = deaths > 1 ? 1 - ((deaths - 1) / ((weights * before) - 1)) : 1;
                _terms.Add(new Term(k, after > 0 ? 1 - ((1 - pooled) / after) : 1, tie * before * growth / risk[k], (double[])_c.Clone(), a));
            }

            if (other[k] > 0 && after > 0)
            {
                var tie = other[k] > 1 ? 1 - ((other[k] - 1) / (risk[k] - 1)) : 1;
                _terms.Add(new Term(k, (1 - pooled) / after, tie * before * before * other[k] / (risk[k] * risk[k]), (double[])_c.Clone(), null));
            }
        }
    }

    private void AddVariance()
    {
        var b = new double[groups];
        foreach (var term in _terms)
        {
            for (var i = 0; i < groups; i++)
            {
                var at = (i * groups) + term.Group;
                b[i] = (term.A?[at] ?? 0) + (term.G * (_c[at] - term.C[at]));
            }

            for (var i = 0; i < groups; i++)
            {
                for (var j = 0; j < groups; j++) Variance[(i * groups) + j] += b[i] * b[j] * term.V;
            }
        }
    }

    private sealed record Term(int Group, double G, double V, double[] C, double[]? A);
}
