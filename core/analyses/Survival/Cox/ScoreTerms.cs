using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>What every score residual is made of, by event time: hazards and hazard-weighted means, cumulated over each stratum.</summary>
/// <remarks>With q = k/d, s = S0 - q D0 and xbar = (S1 - q D1)/s over the deaths k = 0 .. d-1 of a time (Efron; q = 0 for Breslow):
/// (each times the mean weight of the deaths) a = sum 1/s, A = sum xbar/s, b = sum q/s, B = sum q xbar/s, m = mean of xbar. A row at risk in (start, stop] has
/// L = delta (x - m) - r (x (a(stop) - a(start) - delta b) - (A(stop) - A(start) - delta B)). Source: Lin and Wei (1989); Therneau and
/// Grambsch (2000), section 7.2.</remarks>
public sealed class ScoreTerms
{
    private ScoreTerms(int times, int size)
    {
        Hazard = new double[times];
        Means = new double[times * size];
        TiedHazard = new double[times];
        TiedMeans = new double[times * size];
        DeathMeans = new double[times * size];
    }

    public double[] Hazard { get; }

    public double[] Means { get; }

    public double[] TiedHazard { get; }

    public double[] TiedMeans { get; }

    public double[] DeathMeans { get; }

    /// <param name="times">Event times.</param>
    /// <param name="s0">Risk-set sums and those over tied deaths, as in <see cref="RiskSetStep"/>.</param>
    /// <param name="s1">Times x size.</param>
    /// <param name="d0">Tied times.</param>
    /// <param name="d1">Tied times x size.</param>
    /// <param name="size">Covariates.</param>
    public static ScoreTerms Of(EventTimes times, ReadOnlySpan<double> s0, ReadOnlySpan<double> s1, ReadOnlySpan<double> d0, ReadOnlySpan<double> d1, int size)
    {
        var terms = new ScoreTerms(times.Slots.Length, size);
        for (var t = 0; t < times.Slots.Length; t++)
        {
            var at = times.Tied[t];
            var repeats = at < 0 ? 1 : (int)times.Deaths[t];
            var weight = at < 0 ? times.Deaths[t] : 1;
            var mass = weight * times.MeanWeight[t];
            for (var k = 0; k < repeats; k++)
            {
                var q = k / times.Deaths[t];
                var s = s0[t] - (at < 0 ? 0 : q * d0[at]);
                terms.Hazard[t] += mass / s;
                terms.TiedHazard[t] += mass * q / s;
                for (var j = 0; j < size; j++)
                {
                    var mean = (s1[(t * size) + j] - (at < 0 ? 0 : q * d1[(at * size) + j])) / s;
                    terms.Means[(t * size) + j] += mass * mean / s;
                    terms.TiedMeans[(t * size) + j] += mass * q * mean / s;
                    terms.DeathMeans[(t * size) + j] += weight * mean / times.Deaths[t];
                }
            }

            if (t == 0 || times.Slots[t] / times.Cells != times.Slots[t - 1] / times.Cells) continue;
            terms.Hazard[t] += terms.Hazard[t - 1];
            for (var j = 0; j < size; j++) terms.Means[(t * size) + j] += terms.Means[((t - 1) * size) + j];
        }

        return terms;
    }
}
