using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>
/// A site's rows in the order of the last event time at which they are at risk, events first: each time's rows are one run, so
/// that its sums are inner products of neighbouring values. Rows that are at risk at no event time are left out.
/// </summary>
internal sealed class RiskColumns
{
    /// <summary>Centred covariates in this order.</summary>
    public required double[][] Columns { get; init; }

    public required double[]? Offset { get; init; }

    public required double[]? Weights { get; init; }

    /// <summary>Start of each event time's run; one more entry for the end.</summary>
    public required int[] Start { get; init; }

    /// <summary>Events at the start of each run.</summary>
    public required int[] Events { get; init; }

    /// <summary>Position of the last event time before the row entered, -1 where there is none in its stratum; null without delayed entry.</summary>
    public required int[]? Entered { get; init; }

    public int Rows => Start[^1];

    public static RiskColumns Of(CoxModel model, EventTimes times, CoxSiteData data, SiteRun run) => run.Derived("cox risk columns", () =>
    {
        var spans = RiskSpans.Of(model, times, data, run);
        var (order, starts, events) = Sort(spans, data, times.Slots.Length);
        var columns = new double[data.Columns.Length][];
        Parallel.For(0, columns.Length, j => columns[j] = Taken(data.Columns[j], order, model.Means[j]));
        return new RiskColumns
        {
            Columns = columns,
            Offset = data.Offset is null ? null : Taken(data.Offset, order, 0),
            Weights = data.Weights is null ? null : Taken(data.Weights, order, 0),
            Start = starts,
            Events = events,
            Entered = data.Start is null ? null : Array.ConvertAll(order, i => spans.First[i] > spans.StratumStart[i] ? spans.First[i] - 1 : -1),
        };
    });

    /// <summary>A counting sort by event time, events first.</summary>
    private static (int[] Order, int[] Starts, int[] Events) Sort(RiskSpans spans, CoxSiteData data, int times)
    {
        var next = new int[(2 * times) + 1];
        var key = new int[data.Rows];
        for (var i = 0; i < key.Length; i++)
        {
            key[i] = spans.Last[i] > spans.First[i] ? (2 * (spans.Last[i] - 1)) + (data.Event[i] ? 0 : 1) : -1;
            if (key[i] >= 0) next[key[i] + 1]++;
        }

        int[] starts = new int[times + 1], events = new int[times];
        for (var k = 0; k < 2 * times; k++) next[k + 1] += next[k];
        for (var t = 0; t < times; t++) (starts[t], events[t]) = (next[2 * t], next[(2 * t) + 1] - next[2 * t]);
        starts[times] = next[2 * times];
        var order = new int[starts[times]];
        for (var i = 0; i < key.Length; i++)
        {
            if (key[i] >= 0) order[next[key[i]]++] = i;
        }

        return (order, starts, events);
    }

    private static double[] Taken(double[] source, int[] order, double mean)
    {
        var result = new double[order.Length];
        for (var i = 0; i < result.Length; i++) result[i] = source[order[i]] - mean;
        return result;
    }
}
