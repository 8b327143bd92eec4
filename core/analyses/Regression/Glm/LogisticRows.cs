using System.Numerics;
using FedOnco.Analyses.Numerics;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>Score, weight and deviance of a logistic model, several rows at once.</summary>
/// <remarks>With e = exp(-|eta|) the means are 1/(1 + e) and e/(1 + e), and half the deviance is log(1 + e), plus |eta| where the outcome is the less likely one.</remarks>
internal static class LogisticRows
{
    /// <summary>Fills the rows of whole vectors; returns how many there were. The rest, and rows with a huge predictor, are the caller's.</summary>
    public static int Fill(GlmFamily family, SiteModel model, int start, ReadOnlySpan<double> eta, Span<double> u, Span<double> w, Span<double> sums)
    {
        ReadOnlySpan<double> response = model.Response.AsSpan(start, eta.Length), weights = model.Weights is { } given ? given.AsSpan(start, eta.Length) : [];
        var width = Vector<double>.Count;
        Vector<double> deviance = default, pearson = default, edge = default, one = Vector<double>.One, most = new(StableVectors.MostExponent);
        var boundary = new Vector<double>(BinomialFamily.Edge);
        var i = 0;
        for (; i <= eta.Length - width; i += width)
        {
            Vector<double> x = new(eta[i..]), y = new(response[i..]), prior = weights.Length == 0 ? one : new(weights[i..]);
            var size = Vector.Abs(x);
            if (!Vector.LessThanAll(size, most)) break;
            var e = StableVectors.Exp(-size);
            var sum = one + e;
            Vector<double> large = one / sum, small = e / sum;
            Vector<long> up = Vector.GreaterThanOrEqual(x, Vector<double>.Zero), hit = Vector.GreaterThan(y, new Vector<double>(0.5));
            Vector<double> mean = Vector.ConditionalSelect(up, large, small), complement = Vector.ConditionalSelect(up, small, large), variance = mean * complement;
            var residual = Vector.ConditionalSelect(hit, complement, y - mean);
            (prior * residual).CopyTo(u[i..]);
            (prior * variance).CopyTo(w[i..]);
            var half = StableVectors.Log1P(e) + Vector.ConditionalSelect(Vector.Equals(up, hit), Vector<double>.Zero, size);
            deviance += prior * (half + half);
            edge += Vector.ConditionalSelect(Vector.LessThan(small, boundary) & Vector.GreaterThan(prior, Vector<double>.Zero), one, Vector<double>.Zero);
            if (family.HasDispersion) pearson += prior * residual * residual / variance;
        }

        sums[0] += Vector.Sum(deviance);
        sums[1] += Vector.Sum(edge);
        sums[2] += Vector.Sum(pearson);
        return i;
    }
}
