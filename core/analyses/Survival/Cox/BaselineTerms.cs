using FedOnco.Analyses.Numerics;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>
/// What follows from the risk-set sums of all event times. With q = k/d, s = S0 - q D0 and xbar = (S1 - q D1)/s over the deaths
/// k = 0 .. d-1 of a time (Efron 1977; q = 0 for Breslow 1974): cumulated hazards a = sum 1/s, tie corrections b = sum q/s,
/// Q = sum of xbar xbar', and the sum of log s.
/// </summary>
/// <remarks>xbar xbar' s^2 is S1 S1' - q (S1 D1' + D1 S1') + q^2 D1 D1', so that the deaths of a time need three scalar sums, not an
/// outer product each.</remarks>
internal sealed class BaselineTerms
{
    private const double Small = 1e-200;

    private const double Rounding = 1e-12;

    private readonly int _size;

    private BaselineTerms(int times, int size)
    {
        _size = size;
        Hazard = new double[times];
        Tied = new double[times];
        Squares = new double[size * size];
    }

    /// <summary>By event time, cumulated over its stratum.</summary>
    public double[] Hazard { get; }

    /// <summary>What a death of the time takes off its own hazard.</summary>
    public double[] Tied { get; }

    /// <summary>Q, size x size.</summary>
    public double[] Squares { get; }

    public double Logs { get; private set; }

    /// <param name="times">Event times.</param>
    /// <param name="s0">Risk by event time.</param>
    /// <param name="s1">Risk times covariates, times x size.</param>
    /// <param name="d0">Risk of the deaths by tied time.</param>
    /// <param name="d1">Risk times covariates of the deaths, tied times x size.</param>
    /// <param name="size">Covariates.</param>
    /// <param name="weights">What an event counts by its time; empty for 1.</param>
    public static BaselineTerms Of(EventTimes times, ReadOnlySpan<double> s0, ReadOnlySpan<double> s1, ReadOnlySpan<double> d0, ReadOnlySpan<double> d1, int size, ReadOnlySpan<double> weights = default)
    {
        var terms = new BaselineTerms(times.Slots.Length, size);
        for (var t = 0; t < times.Slots.Length; t++)
        {
            var weight = times.MeanWeight[t] * (weights.IsEmpty ? 1 : weights[t]);
            var at = times.Tied[t];
            if (at < 0) terms.AddSingle(t, weight * times.Deaths[t], s0[t], s1.Slice(t * size, size));
            else terms.AddTied(t, weight, times.Deaths[t], s0[t], s1.Slice(t * size, size), d0[at], d1.Slice(at * size, size));
            if (t > 0 && times.Slots[t] / times.Cells == times.Slots[t - 1] / times.Cells) terms.Hazard[t] += terms.Hazard[t - 1];
        }

        terms.Mirror();
        return terms;
    }

    /// <summary>Without ties, and by Breslow's rule, all deaths of a time have the same term.</summary>
    private void AddSingle(int t, double weight, double s0, ReadOnlySpan<double> s1)
    {
        Logs += weight * StableMath.Log(s0);
        Hazard[t] = weight / s0;
        var scale = weight / s0 / s0;
        for (var j = 0; j < _size; j++)
        {
            for (var l = 0; l <= j; l++) Squares[(j * _size) + l] += scale * s1[j] * s1[l];
        }
    }

    private void AddTied(int t, double weight, double deaths, double s0, ReadOnlySpan<double> s1, double d0, ReadOnlySpan<double> d1)
    {
        double a = 0, b = 0, none = 0, one = 0, two = 0, share = 1, logs = deaths * StableMath.Log(s0);
        var own = d0 / s0;
        for (var k = 0; k < (int)deaths; k++)
        {
            var q = k / deaths;
            var inverse = 1 / (s0 - (q * d0));
            a += inverse;
            b += q * inverse;
            none += inverse * inverse;
            one += q * inverse * inverse;
            two += q * q * inverse * inverse;
            share *= 1 - (q * own);
            if (share > Small) continue;
            logs += StableMath.Log(share);
            share = 1;
        }

        Logs += weight * (logs + StableMath.Log(share));
        Hazard[t] = weight * a;
        Tied[t] = weight * b;
        for (var j = 0; j < _size; j++)
        {
            for (var l = 0; l <= j; l++)
                Squares[(j * _size) + l] += weight * ((none * s1[j] * s1[l]) - (one * ((s1[j] * d1[l]) + (d1[j] * s1[l]))) + (two * d1[j] * d1[l]));
        }
    }

    /// <summary>The information: weighted products of covariates less Q. A column that is constant in every risk set has none, whatever
    /// rounding leaves of the difference.</summary>
    /// <param name="products">Size x size.</param>
    public double[] InformationOf(double[] products)
    {
        var information = new double[products.Length];
        for (var i = 0; i < information.Length; i++) information[i] = products[i] - Squares[i];
        for (var j = 0; j < _size; j++)
        {
            var at = (j * _size) + j;
            if (information[at] > Rounding * products[at]) continue;
            for (var l = 0; l < _size; l++) information[(j * _size) + l] = information[(l * _size) + j] = 0;
        }

        return information;
    }

    private void Mirror()
    {
        for (var j = 0; j < _size; j++)
        {
            for (var l = 0; l < j; l++) Squares[(l * _size) + j] = Squares[(j * _size) + l];
        }
    }
}
