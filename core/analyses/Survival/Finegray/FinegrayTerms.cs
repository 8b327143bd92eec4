namespace FedOnco.Analyses.Survival.Finegray;

/// <summary>What follows from risk-set sums by event time, cumulated over each stratum: hazards and hazard-weighted means, plain and times G(t-).</summary>
/// <remarks>With a = d / S0, xbar = S1 / S0: hazards a and G a, means a xbar and G a xbar. A row that ends at x has the weight sum
/// w = r (A(x) + [competing] (A_G(end) - A_G(x)) / G(x-)), and the score residual delta (x - xbar) - w x + the same sum of means.</remarks>
internal sealed class FinegrayTerms
{
    private FinegrayTerms(int times, int size)
    {
        Hazard = new double[times];
        Weighted = new double[times];
        Means = new double[times * size];
        WeightedMeans = new double[times * size];
        EventMeans = new double[times * size];
        Squares = new double[size * size];
    }

    public double[] Hazard { get; }

    public double[] Weighted { get; }

    public double[] Means { get; }

    public double[] WeightedMeans { get; }

    /// <summary>xbar at each event time.</summary>
    public double[] EventMeans { get; }

    /// <summary>Sum of d xbar xbar'.</summary>
    public double[] Squares { get; }

    /// <summary>Sum of d log S0.</summary>
    public double Logs { get; private set; }

    public static FinegrayTerms Of(CensoringTimes times, ReadOnlySpan<double> s0, ReadOnlySpan<double> s1, int size)
    {
        var events = times.Events;
        var terms = new FinegrayTerms(events.Slots.Length, size);
        for (var t = 0; t < events.Slots.Length; t++)
        {
            double d = events.Deaths[t], a = d / s0[t], g = times.Before[events.Slots[t]];
            var again = t > 0 && events.Slots[t] / events.Cells == events.Slots[t - 1] / events.Cells;
            terms.Logs += d * Numerics.StableMath.Log(s0[t]);
            terms.Hazard[t] = a + (again ? terms.Hazard[t - 1] : 0);
            terms.Weighted[t] = (g * a) + (again ? terms.Weighted[t - 1] : 0);
            for (var j = 0; j < size; j++)
            {
                var at = (t * size) + j;
                var mean = terms.EventMeans[at] = s1[at] / s0[t];
                terms.Means[at] = (a * mean) + (again ? terms.Means[at - size] : 0);
                terms.WeightedMeans[at] = (g * a * mean) + (again ? terms.WeightedMeans[at - size] : 0);
                for (var k = 0; k <= j; k++) terms.Squares[(j * size) + k] = terms.Squares[(k * size) + j] += d * mean * terms.EventMeans[(t * size) + k];
            }
        }

        return terms;
    }
}
