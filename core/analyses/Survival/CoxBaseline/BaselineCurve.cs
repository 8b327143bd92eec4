using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Cox;
using FedOnco.Analyses.Survival.Survfit;

namespace FedOnco.Analyses.Survival.CoxBaseline;

/// <summary>The cumulative hazard of one stratum at the means of the columns, with what its variance needs.</summary>
/// <remarks>With q = k/d and s = S0 - q D0 over the deaths of a time (Efron; q = 0 for Breslow): H adds 1/s, its variance 1/s^2, and the
/// part that the coefficients bring is built on the sum of xbar/s (Tsiatis 1981; Therneau and Grambsch 2000, section 10.1).</remarks>
/// <param name="Label">Of the stratum, or null.</param>
/// <param name="Curve">Counts and times.</param>
/// <param name="Hazard">At each time of the curve.</param>
/// <param name="Variance">Sum of 1/s^2.</param>
/// <param name="Means">Sum of xbar/s, times x size.</param>
internal sealed record BaselineCurve(string? Label, KaplanMeier Curve, double[] Hazard, double[] Variance, double[] Means)
{
    public static BaselineCurve Of(string? label, KaplanMeier curve, EventTimes times, int stratum, Total risk, int size)
    {
        var n = curve.Times.Length;
        var result = new BaselineCurve(label, curve, new double[n], new double[n], new double[n * size]);
        double hazard = 0, variance = 0;
        var means = new double[size];
        var t = times.CountUpTo((stratum * times.Cells) - 1);
        for (var i = 0; i < n; i++)
        {
            for (; t < times.Slots.Length && times.Slots[t] <= (stratum * times.Cells) + curve.Times[i]; t++)
            {
                var at = times.Tied[t];
                var repeats = at < 0 ? 1 : (int)times.Deaths[t];
                var weight = at < 0 ? times.Deaths[t] : 1;
                for (var k = 0; k < repeats; k++)
                {
                    var q = k / times.Deaths[t];
                    var s = risk.Block("s0")[t] - (at < 0 ? 0 : q * risk.Block("d0")[at]);
                    hazard += weight / s;
                    variance += weight / (s * s);
                    for (var j = 0; j < size; j++) means[j] += weight * (risk.Block("s1")[(t * size) + j] - (at < 0 ? 0 : q * risk.Block("d1")[(at * size) + j])) / (s * s);
                }
            }

            result.Hazard[i] = hazard;
            result.Variance[i] = variance;
            means.CopyTo(result.Means.AsSpan(i * size));
        }

        return result;
    }

    /// <summary>Cumulative hazard and its standard error at a time's position for a patient with covariates x (less the means) and offset.</summary>
    public (double Hazard, double Error) At(int i, double[] x, double predictor, double[] covariance)
    {
        var size = x.Length;
        var ratio = Numerics.StableMath.Exp(predictor);
        var part = new double[size];
        for (var j = 0; j < size; j++) part[j] = (Hazard[i] * x[j]) - Means[(i * size) + j];
        var variance = Variance[i];
        for (var j = 0; j < size; j++)
        {
            for (var k = 0; k < size; k++) variance += part[j] * covariance[(j * size) + k] * part[k];
        }

        return (Hazard[i] * ratio, Math.Sqrt(variance) * ratio);
    }
}
