using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Regression;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>A site's score and weighted products of covariates, the hazard of every event time being known.</summary>
internal static class InformationSums
{
    private const int TimesAChunk = 64;

    /// <summary>Score, then packed products.</summary>
    /// <param name="columns">Rows by event time.</param>
    /// <param name="risk">Of every row.</param>
    /// <param name="hazard">Cumulated, by event time.</param>
    /// <param name="tied">What a death takes off its own hazard.</param>
    /// <param name="eventWeights">What a death counts by its time; null for 1.</param>
    public static double[] Of(RiskColumns columns, double[] risk, double[] hazard, double[] tied, double[]? eventWeights)
    {
        double[] w = new double[columns.Rows], u = new double[columns.Rows];
        Parallel.For(0, (hazard.Length + TimesAChunk - 1) / TimesAChunk, c =>
        {
            for (var t = c * TimesAChunk; t < Math.Min(hazard.Length, (c + 1) * TimesAChunk); t++) Fill(columns, t, risk, hazard, tied[t], eventWeights?[t] ?? 1, u, w);
        });
        var products = new WeightedProducts([.. columns.Columns.Select(ScaledColumn.Of)], new double[columns.Columns.Length], false);
        return RowBlocks.Sum(columns.Rows, products.Length, products.Scratch, (start, count, block, scratch) =>
        {
            products.Load(start, count, scratch);
            products.AddScore(u.AsSpan(start, count), scratch, block);
            products.AddProducts(w.AsSpan(start, count), scratch, block);
        });
    }

    private static void Fill(RiskColumns columns, int t, double[] risk, double[] hazard, double tied, double eventWeight, double[] u, double[] w)
    {
        int start = columns.Start[t], deaths = start + columns.Events[t], end = columns.Start[t + 1];
        for (var i = start; i < end; i++)
        {
            var own = hazard[t];
            if (columns.Entered is { } entered && entered[i] >= 0) own -= hazard[entered[i]];
            if (i < deaths) own -= tied;
            w[i] = risk[i] * own;
            u[i] = (i < deaths ? eventWeight * (columns.Weights?[i] ?? 1) : 0) - w[i];
        }
    }
}
