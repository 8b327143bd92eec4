using FedOnco.Analyses.Numerics;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Meta;

/// <summary>One effect, or effects that vary between centres, from estimates and their variances.</summary>
/// <remarks>
/// Sources: DerSimonian and Laird (1986), equation 8; Viechtbauer (2005) for restricted maximum likelihood by Fisher's scoring from
/// Hedges' estimate; Hartung and Knapp (2001) and Sidik and Jonkman (2002) for the variance; Higgins and Thompson (2002) for I-squared and
/// H-squared; Higgins, Thompson and Spiegelhalter (2009) for the prediction interval.
/// </remarks>
internal sealed record RandomEffects
{
    private const int MostSteps = 10_000;

    public double Estimate { get; private init; }

    public double Error { get; private init; }

    /// <summary>Variance between centres; 0 for one effect.</summary>
    public double TauSquared { get; private init; }

    /// <summary>Cochran's statistic of heterogeneity, on the number of centres less one.</summary>
    public double Q { get; private init; }

    /// <summary>Percentage of the variance that is between centres.</summary>
    public double ISquared { get; private init; }

    public double HSquared { get; private init; }

    /// <summary>Degrees of freedom of test and intervals; infinity for the normal.</summary>
    public double Df { get; private init; }

    /// <summary>Weights of the centres, in percent.</summary>
    public double[] Weights { get; private init; } = [];

    /// <param name="y">Estimates of the centres, at least one.</param>
    /// <param name="v">Their variances, above 0.</param>
    /// <param name="method">How the variance between centres is found.</param>
    /// <param name="test">Normal, or Hartung and Knapp's.</param>
    public static RandomEffects Of(double[] y, double[] v, MetaMethod method, MetaTest test)
    {
        var k = y.Length;
        var (mean, weights) = Mean(y, v, 0);
        double q = Spread(y, weights, mean), sum = weights.Sum(), squares = weights.Sum(w => w * w);
        var typical = k > 1 ? (k - 1) * sum / ((sum * sum) - squares) : double.NaN;
        var tau = k == 1 || method == MetaMethod.Fixed ? 0 : method == MetaMethod.DersimonianLaird ? Math.Max(0, (q - (k - 1)) / (sum - (squares / sum))) : Restricted(y, v);
        (mean, weights) = Mean(y, v, tau);
        var total = weights.Sum();
        var isFixed = method == MetaMethod.Fixed;
        var knapp = test == MetaTest.HartungKnapp;
        return new RandomEffects
        {
            Estimate = mean,
            Error = knapp ? Math.Sqrt(Spread(y, weights, mean) / (k - 1) / total) : Math.Sqrt(1 / total),
            TauSquared = tau,
            Q = q,
            ISquared = k == 1 ? 0 : isFixed ? 100 * Math.Max(0, (q - (k - 1)) / q) : 100 * tau / (tau + typical),
            HSquared = k == 1 ? 1 : isFixed ? q / (k - 1) : (tau / typical) + 1,
            Df = knapp ? k - 1 : double.PositiveInfinity,
            Weights = [.. weights.Select(w => 100 * w / total)],
        };
    }

    /// <summary>Half the width of an interval with this standard error.</summary>
    public double Reach(double error, double level) =>
        (double.IsInfinity(Df) ? Tails.NormalQuantile((1 - level) / 2) : Df > 0 ? Tails.StudentQuantile((1 - level) / 2, Df) : double.NaN) * error;

    private static (double Mean, double[] Weights) Mean(double[] y, double[] v, double tau)
    {
        double[] weights = [.. v.Select(x => 1 / (x + tau))];
        // About the first estimate: large ones that differ little keep their digits.
        var sum = 0.0;
        for (var i = 0; i < y.Length; i++) sum += weights[i] * (y[i] - y[0]);
        return (y[0] + (sum / weights.Sum()), weights);
    }

    private static double Spread(double[] y, double[] weights, double mean) => y.Zip(weights, (x, w) => w * (x - mean) * (x - mean)).Sum();

    /// <summary>Fisher's scoring of the restricted likelihood; at 0 where it falls from there on.</summary>
    private static double Restricted(double[] y, double[] v)
    {
        var k = y.Length;
        var plain = y.Average();
        var tau = Math.Max(0, (y.Sum(x => (x - plain) * (x - plain)) / (k - 1)) - v.Average());
        var small = 1e-15 * v.Min();
        for (var step = 0; step < MostSteps; step++)
        {
            var (slope, information) = Slope(y, v, tau);
            var change = slope / information;
            while (tau + change < 0) change /= 2;
            tau += change;
            if (tau < 1e-6 * small / 1e-15 && Slope(y, v, 0).Slope <= 0) return 0;
            if (Math.Abs(change) <= (1e-15 * tau) + small) break;
        }

        return tau;
    }

    /// <summary>Twice the derivative of the restricted log likelihood, and its expected negative change.</summary>
    private static (double Slope, double Information) Slope(double[] y, double[] v, double tau)
    {
        var (mean, w) = Mean(y, v, tau);
        double s1 = w.Sum(), s2 = w.Sum(x => x * x), s3 = w.Sum(x => x * x * x);
        var slope = -(s1 - (s2 / s1));
        for (var i = 0; i < y.Length; i++) slope += w[i] * w[i] * (y[i] - mean) * (y[i] - mean);
        return (slope, s2 - (2 * s3 / s1) + (s2 * s2 / (s1 * s1)));
    }
}
