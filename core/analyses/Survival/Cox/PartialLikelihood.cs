using FedOnco.Analyses.Numerics;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>Log partial likelihood, score and information of one centre, by one backward pass over time in each stratum.</summary>
/// <remarks>Sources: Cox (1972); ties by Breslow (1974) or Efron (1977); entries as in Andersen and Gill (1982).</remarks>
internal sealed class PartialLikelihood(int size, bool efron)
{
    private readonly double[] _s1 = new double[size];
    private readonly double[] _s2 = new double[Packed.Length(size)];
    private readonly double[] _d1 = new double[size];
    private readonly double[] _d2 = new double[Packed.Length(size)];
    private readonly double[] _mean = new double[size];
    private double _s0;
    private double _d0;

    public double LogLikelihood { get; private set; }

    public double[] Score { get; } = new double[size];

    /// <summary>Packed lower triangle.</summary>
    public double[] Information { get; } = new double[Packed.Length(size)];

    /// <param name="data">Times and events.</param>
    /// <param name="order">Rows in the order of the pass.</param>
    /// <param name="eta">Linear predictor of every row.</param>
    /// <param name="x">Centred covariates, rows x size.</param>
    /// <param name="timeWeights">What an event of a row counts by its time (the same for events of one time); null for 1.</param>
    public void AddStrata(CoxSiteData data, RiskOrder order, double[] eta, double[] x, double[]? timeWeights = null)
    {
        int at = 0, entry = 0;
        while (at < order.ByStop.Length)
        {
            var stratum = order.Strata[order.ByStop[at]];
            Clear();
            while (at < order.ByStop.Length && order.Strata[order.ByStop[at]] == stratum)
            {
                var time = data.Stop[order.ByStop[at]];
                var deaths = 0;
                var weights = 0.0;
                ClearTied();
                for (; at < order.ByStop.Length && order.Strata[order.ByStop[at]] == stratum && data.Stop[order.ByStop[at]] == time; at++)
                {
                    var i = order.ByStop[at];
                    var row = x.AsSpan(i * size, size);
                    var weight = data.Weight(i);
                    var risk = weight * StableMath.Exp(eta[i]);
                    Add(row, risk, ref _s0, _s1, _s2);
                    if (!data.Event[i]) continue;
                    deaths++;
                    var share = weight * (timeWeights?[i] ?? 1);
                    weights += share;
                    LogLikelihood += share * eta[i];
                    for (var j = 0; j < size; j++) Score[j] += share * row[j];
                    Add(row, risk, ref _d0, _d1, _d2);
                }

                // Those who enter at or after this time are not yet at risk.
                for (; entry < order.ByStart.Length && order.Strata[order.ByStart[entry]] == stratum && data.Start![order.ByStart[entry]] >= time; entry++)
                {
                    var i = order.ByStart[entry];
                    Add(x.AsSpan(i * size, size), -data.Weight(i) * StableMath.Exp(eta[i]), ref _s0, _s1, _s2);
                }

                for (var k = 0; k < deaths; k++) AddDeath(efron ? (double)k / deaths : 0, weights / deaths);
            }

            while (entry < order.ByStart.Length && order.Strata[order.ByStart[entry]] == stratum) entry++;
        }
    }

    private void AddDeath(double q, double weight)
    {
        var s0 = _s0 - (q * _d0);
        LogLikelihood -= weight * StableMath.Log(s0);
        var next = 0;
        for (var j = 0; j < size; j++)
        {
            _mean[j] = (_s1[j] - (q * _d1[j])) / s0;
            Score[j] -= weight * _mean[j];
            for (var l = 0; l <= j; l++, next++) Information[next] += weight * (((_s2[next] - (q * _d2[next])) / s0) - (_mean[j] * _mean[l]));
        }
    }

    private static void Add(ReadOnlySpan<double> row, double risk, ref double zero, double[] one, double[] two)
    {
        zero += risk;
        var next = 0;
        for (var j = 0; j < row.Length; j++)
        {
            var weighted = risk * row[j];
            one[j] += weighted;
            for (var l = 0; l <= j; l++) two[next++] += weighted * row[l];
        }
    }

    private void Clear()
    {
        _s0 = 0;
        Array.Clear(_s1);
        Array.Clear(_s2);
    }

    private void ClearTied()
    {
        _d0 = 0;
        Array.Clear(_d1);
        Array.Clear(_d2);
    }
}
