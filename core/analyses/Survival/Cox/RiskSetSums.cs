using System.Numerics.Tensors;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>A site's sums of risk, and of risk times covariates, over every risk set and over tied deaths.</summary>
/// <remarks>A row's risk is added at the last event time at which it is at risk and taken off at the last one before it entered; a
/// backward cumulation then gives every risk set in one pass.</remarks>
internal sealed class RiskSetSums
{
    private const int TimesAChunk = 64;

    private RiskSetSums(int times, int tied, int size)
    {
        S0 = new double[times];
        S1 = new double[times * size];
        D0 = new double[tied];
        D1 = new double[tied * size];
    }

    public double[] S0 { get; }

    /// <summary>Times x size.</summary>
    public double[] S1 { get; }

    public double[] D0 { get; }

    /// <summary>Tied times x size.</summary>
    public double[] D1 { get; }

    /// <summary>Weighted predictors of the deaths: the linear part of the log likelihood.</summary>
    public double Linear { get; private set; }

    public static RiskSetSums Of(RiskColumns columns, CurrentRisk current, EventTimes times)
    {
        var size = columns.Columns.Length;
        var sums = new RiskSetSums(times.Slots.Length, times.TiedCount, size);
        var linear = new double[times.Slots.Length];
        Parallel.For(0, (linear.Length + TimesAChunk - 1) / TimesAChunk, c =>
        {
            for (var t = c * TimesAChunk; t < Math.Min(linear.Length, (c + 1) * TimesAChunk); t++) linear[t] = sums.AddRun(columns, current, times.Tied[t], t);
        });
        foreach (var part in linear) sums.Linear += part;
        if (columns.Entered is { } entered) sums.TakeOff(columns, current.Risk, entered);
        sums.Cumulate(times, size);
        return sums;
    }

    private double AddRun(RiskColumns columns, CurrentRisk current, int tied, int t)
    {
        int start = columns.Start[t], events = columns.Events[t], others = columns.Start[t + 1] - start - events, size = columns.Columns.Length;
        ReadOnlySpan<double> dying = current.Risk.AsSpan(start, events), living = current.Risk.AsSpan(start + events, others);
        var died = TensorPrimitives.Sum(dying);
        S0[t] = died + TensorPrimitives.Sum(living);
        if (tied >= 0) D0[tied] = died;
        for (var j = 0; j < size; j++)
        {
            var column = columns.Columns[j];
            var sum = TensorPrimitives.Dot(dying, column.AsSpan(start, events));
            if (tied >= 0) D1[(tied * size) + j] = sum;
            S1[(t * size) + j] = sum + TensorPrimitives.Dot(living, column.AsSpan(start + events, others));
        }

        var predictor = current.Predictor.AsSpan(start, events);
        return columns.Weights is { } weights ? TensorPrimitives.Dot(predictor, weights.AsSpan(start, events)) : TensorPrimitives.Sum(predictor);
    }

    private void TakeOff(RiskColumns columns, double[] risk, int[] entered)
    {
        var size = columns.Columns.Length;
        for (var i = 0; i < entered.Length; i++)
        {
            if (entered[i] < 0) continue;
            S0[entered[i]] -= risk[i];
            for (var j = 0; j < size; j++) S1[(entered[i] * size) + j] -= risk[i] * columns.Columns[j][i];
        }
    }

    private void Cumulate(EventTimes times, int size)
    {
        for (var t = times.Slots.Length - 2; t >= 0; t--)
        {
            if (times.Slots[t] / times.Cells != times.Slots[t + 1] / times.Cells) continue;
            S0[t] += S0[t + 1];
            for (var j = 0; j < size; j++) S1[(t * size) + j] += S1[((t + 1) * size) + j];
        }
    }
}
