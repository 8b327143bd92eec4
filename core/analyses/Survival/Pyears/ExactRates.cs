using FedOnco.Analyses.Numerics;
using MathNet.Numerics;
using MathNet.Numerics.RootFinding;

namespace FedOnco.Analyses.Survival.Pyears;

/// <summary>Exact intervals of a Poisson rate and of the ratio of two.</summary>
/// <remarks>Source: Garwood (1936) for one rate; for two, the events of one given their sum are binomial (Przyborowski and Wilenski
/// 1940) with Clopper and Pearson's interval (1934), the two-sided p-value as the probability of all outcomes that are no more likely.</remarks>
internal static class ExactRates
{
    // Outcomes as likely as the observed one must count although their probability differs by rounding.
    private const double Slack = 1 + 1e-7;

    /// <summary>Limits of the expected number of events.</summary>
    public static (double Low, double High) Interval(double events, double level)
    {
        var tail = (1 - level) / 2;
        var low = events == 0 ? 0 : Gamma(events, tail, upper: false);
        return (low, Gamma(events + 1, tail, upper: true));
    }

    /// <summary>Ratio of the rates a / s and b / t with its limits and two-sided p-value.</summary>
    public static (double Estimate, double Low, double High, double P) Ratio(double a, double s, double b, double t, double level)
    {
        double n = a + b, tail = (1 - level) / 2;
        double Odds(double p) => p / (1 - p) * t / s;
        var low = a == 0 ? 0 : Odds(Beta(a, b + 1, tail, upper: false));
        var high = b == 0 ? double.PositiveInfinity : Odds(Beta(a + 1, b, tail, upper: true));
        return (a / s / (b / t), low, high, n == 0 ? 1 : Binomial(a, n, s / (s + t)));
    }

    private static double Binomial(double observed, double n, double p)
    {
        double Log(double k) => SpecialFunctions.GammaLn(n + 1) - SpecialFunctions.GammaLn(k + 1) - SpecialFunctions.GammaLn(n - k + 1) + (k * StableMath.Log(p)) + ((n - k) * StableMath.Log(1 - p));
        var limit = Log(observed) + StableMath.Log(Slack);
        var sum = 0.0;
        for (double k = 0; k <= n; k++)
        {
            var log = Log(k);
            if (log <= limit) sum += StableMath.Exp(log);
        }

        return Math.Min(1, sum);
    }

    /// <summary>The mean at which a gamma tail of this shape is reached.</summary>
    private static double Gamma(double shape, double tail, bool upper)
    {
        double Excess(double x) => (upper ? SpecialFunctions.GammaUpperRegularized(shape, x) : SpecialFunctions.GammaLowerRegularized(shape, x)) - tail;
        return Root(Excess, 0, shape + (20 * Math.Sqrt(shape)) + 40);
    }

    private static double Beta(double a, double b, double tail, bool upper)
    {
        double Excess(double x) => (upper ? SpecialFunctions.BetaRegularized(b, a, 1 - x) : SpecialFunctions.BetaRegularized(a, b, x)) - tail;
        return Root(Excess, 0, 1);
    }

    private static double Root(Func<double, double> f, double low, double high) => Brent.FindRoot(f, low, high, 1e-15, 1000);
}
