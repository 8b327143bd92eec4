using FedOnco.Analyses.Numerics;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Survfit;

/// <summary>Pointwise intervals of a survival probability from the standard error of its logarithm.</summary>
/// <remarks>Source: Kalbfleisch and Prentice (2002), section 1.4; Borgan and Liestol (1990) for arcsine.</remarks>
internal static class SurvivalInterval
{
    /// <param name="type">Transformation; log where unspecified.</param>
    /// <param name="s">Survival probability.</param>
    /// <param name="error">Standard error of log s.</param>
    /// <param name="z">Quantile of the normal distribution.</param>
    public static (double Low, double High) Of(ConfType type, double s, double error, double z)
    {
        var half = z * error;
        switch (type)
        {
            case ConfType.Plain when s == 0 && double.IsNaN(error):
                return (0, 0);
            case ConfType.Plain:
                return (Math.Max(s - (half * s), 0), Math.Min(s + (half * s), 1));
            case ConfType.LogLog when s is 0 or 1:
                return (double.NaN, double.NaN);
            case ConfType.LogLog:
                var log = StableMath.Log(s);
                var loglog = StableMath.Log(-log);
                return (StableMath.Exp(-StableMath.Exp(loglog - (half / log))), StableMath.Exp(-StableMath.Exp(loglog + (half / log))));
            case ConfType.Logit when s is 0 or 1:
                return (double.NaN, double.NaN);
            case ConfType.Logit:
                var logit = StableMath.Log(s / (1 - s));
                half *= 1 + (s / (1 - s));
                return (1 - (1 / (1 + StableMath.Exp(logit - half))), 1 - (1 / (1 + StableMath.Exp(logit + half))));
            case ConfType.Arcsin:
                if (s == 0 || (s == 1 && error == 0)) return (double.NaN, double.NaN);
                var angle = Math.Asin(Math.Sqrt(s));
                half *= 0.5 * Math.Sqrt(s / (1 - s));
                return (Square(Math.Sin(Math.Max(0, angle - half))), Square(Math.Sin(Math.Min(Math.PI / 2, angle + half))));
            default:
                if (s == 0) return (double.NaN, double.NaN);
                var logS = StableMath.Log(s);
                return (StableMath.Exp(logS - half), Math.Min(StableMath.Exp(logS + half), 1));
        }
    }

    private static double Square(double value) => value * value;
}
