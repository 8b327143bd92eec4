using FedOnco.Analyses.Numerics;

namespace FedOnco.Analyses.Tests.Tables;

/// <summary>The noncentral hypergeometric distribution of a cell of a 2 x 2 table with fixed margins.</summary>
/// <remarks>Source: Cornfield (1956); Agresti (2013), section 16.6. Weights by the ratio of neighbours, from the mode: no factorials.</remarks>
internal sealed class ConditionalOdds
{
    private const double MostLogOdds = 700;

    private readonly double[] _logWeights;
    private readonly double _least;

    /// <param name="table">2 x 2.</param>
    public ConditionalOdds(ContingencyTable table)
    {
        double m = table.Column(0), n = table.Column(1), k = table.Row(0);
        _least = Math.Max(0, k - n);
        Observed = table.Cells[0, 0];
        _logWeights = new double[(int)(Math.Min(k, m) - _least) + 1];
        for (var i = 1; i < _logWeights.Length; i++)
        {
            var x = _least + i;
            _logWeights[i] = _logWeights[i - 1] + StableMath.Log((m - x + 1) * (k - x + 1) / (x * (n - k + x)));
        }
    }

    public double Observed { get; }

    public bool AtLeast => Observed == _least;

    public bool AtMost => Observed == _least + _logWeights.Length - 1;

    /// <summary>Probabilities of all values at this log odds ratio.</summary>
    public double[] Probabilities(double logOdds)
    {
        var shifted = _logWeights.Select((w, i) => w + (logOdds * i)).ToArray();
        var most = shifted.Max();
        var weights = shifted.Select(w => StableMath.Exp(w - most)).ToArray();
        var sum = weights.Sum();
        return [.. weights.Select(w => w / sum)];
    }

    /// <summary>Two-sided p: all tables no more probable than the one observed.</summary>
    public double TwoSided()
    {
        var p = Probabilities(0);
        var limit = p[(int)(Observed - _least)] * (1 + 1e-7);
        return Math.Min(1, p.Where(v => v <= limit).Sum());
    }

    /// <summary>Conditional maximum likelihood estimate of the odds ratio.</summary>
    public double Estimate() => AtLeast ? 0 : AtMost ? double.PositiveInfinity : StableMath.Exp(Root(l => Mean(l) - Observed));

    /// <summary>Limits of the exact interval.</summary>
    public (double Low, double High) Interval(double level)
    {
        var alpha = (1 - level) / 2;
        var from = (int)(Observed - _least);
        var low = AtLeast ? 0 : StableMath.Exp(Root(l => Probabilities(l).Skip(from).Sum() - alpha));
        var high = AtMost ? double.PositiveInfinity : StableMath.Exp(Root(l => alpha - Probabilities(l).Take(from + 1).Sum()));
        return (low, high);
    }

    private double Mean(double logOdds) => Probabilities(logOdds).Select((p, i) => p * (_least + i)).Sum();

    /// <summary>The zero of an increasing function, by bisection to the last bit.</summary>
    private static double Root(Func<double, double> increasing)
    {
        double low = -MostLogOdds, high = MostLogOdds;
        for (var i = 0; i < 200 && high - low > 1e-15 * Math.Max(1, Math.Abs(low)); i++)
        {
            var middle = (low + high) / 2;
            if (increasing(middle) < 0) low = middle;
            else high = middle;
        }

        return (low + high) / 2;
    }
}
