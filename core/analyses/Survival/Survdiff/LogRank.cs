namespace FedOnco.Analyses.Survival.Survdiff;

/// <summary>Observed and expected events and their covariance, summed over strata: the Harrington-Fleming family.</summary>
/// <remarks>Source: Harrington and Fleming (1982); hypergeometric covariance of Mantel (1966). The weight is S(t-)^rho of the
/// stratum's pooled curve, left-continuous.</remarks>
internal sealed class LogRank(int groups)
{
    public double[] N { get; } = new double[groups];

    public double[] Observed { get; } = new double[groups];

    public double[] Expected { get; } = new double[groups];

    /// <summary>groups x groups, row-major.</summary>
    public double[] Variance { get; } = new double[groups * groups];

    /// <summary>Adds a stratum.</summary>
    /// <param name="events">Events, groups x times.</param>
    /// <param name="censored">Censorings, groups x times.</param>
    /// <param name="rho">0 for the log-rank test.</param>
    public void Add(ReadOnlySpan<double> events, ReadOnlySpan<double> censored, double rho)
    {
        var times = events.Length / groups;
        var risk = new double[groups];
        for (var g = 0; g < groups; g++)
        {
            for (var t = 0; t < times; t++) risk[g] += events[(g * times) + t] + censored[(g * times) + t];
            N[g] += risk[g];
        }

        var survival = 1.0;
        for (var t = 0; t < times; t++)
        {
            double d = 0, n = 0;
            for (var g = 0; g < groups; g++)
            {
                d += events[(g * times) + t];
                n += risk[g];
            }

            if (d > 0)
            {
                var weight = rho == 0 ? 1 : survival > 0 ? Numerics.StableMath.Exp(rho * Numerics.StableMath.Log(survival)) : 0;
                Take(events, times, t, risk, d, n, weight);
                survival *= (n - d) / n;
            }

            for (var g = 0; g < groups; g++) risk[g] -= events[(g * times) + t] + censored[(g * times) + t];
        }
    }

    private void Take(ReadOnlySpan<double> events, int times, int t, double[] risk, double d, double n, double weight)
    {
        var spread = n > 1 ? weight * weight * d * (n - d) / (n * (n - 1)) : 0;
        for (var g = 0; g < groups; g++)
        {
            Observed[g] += weight * events[(g * times) + t];
            Expected[g] += weight * d * risk[g] / n;
            if (n <= 1) continue;
            for (var h = 0; h < groups; h++) Variance[(g * groups) + h] += spread * ((g == h ? risk[g] : 0) - (risk[g] * risk[h] / n));
        }
    }
}
