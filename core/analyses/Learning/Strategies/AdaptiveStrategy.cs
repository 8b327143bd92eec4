namespace FedOnco.Analyses.Learning.Strategies;

/// <summary>FedAdam: v = b2 v + (1 - b2) d^2; FedYogi: v = v - (1 - b2) d^2 sign(v - d^2). Both: m = b1 m + (1 - b1) d, w = w + rate m / (sqrt(v) + tau).</summary>
/// <remarks>Source: Reddi et al. (2021), algorithm 2, with b1 = 0.9, b2 = 0.99, tau = 0.001 and v starting at tau^2.</remarks>
internal sealed class AdaptiveStrategy(int size, double rate, bool isYogi) : ServerStrategy
{
    private const double First = 0.9;
    private const double Second = 0.99;
    private const double Tau = 1e-3;

    private readonly double[] _mean = new double[size];
    private readonly double[] _square = Filled(size);

    public override double[] Next(double[] weights, ReadOnlySpan<double> change)
    {
        var next = new double[weights.Length];
        for (var i = 0; i < next.Length; i++)
        {
            var square = change[i] * change[i];
            _mean[i] = (First * _mean[i]) + ((1 - First) * change[i]);
            _square[i] = isYogi ? _square[i] - ((1 - Second) * square * Math.Sign(_square[i] - square)) : (Second * _square[i]) + ((1 - Second) * square);
            next[i] = weights[i] + (rate * _mean[i] / (Math.Sqrt(_square[i]) + Tau));
        }

        return next;
    }

    private static double[] Filled(int size)
    {
        var result = new double[size];
        for (var i = 0; i < size; i++) result[i] = Tau * Tau;
        return result;
    }
}
