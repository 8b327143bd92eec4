using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Learning.Preparation;

/// <summary>The site's part of <see cref="FeatureCountsStep"/>.</summary>
internal static class FeatureCountsSite
{
    public static Tally Sum(FeatureCountsStep step, string patientKey, SiteRun run)
    {
        var rows = LearningRows.Of(step.Question, patientKey, run);
        var (training, held) = rows.Split(step.Partition);
        var tally = new Tally(step.Layout);
        tally.Block("rows")[0] = training.Length;
        tally.Block("held out")[0] = held.Length;
        tally.Block("infinite")[0] = Enumerable.Range(0, rows.Rows).Count(i => rows.Features.Any(f => double.IsInfinity(f[i])));
        var missing = tally.Block("missing");
        for (var f = 0; f < step.Classes.Length; f++) missing[f] = Count(rows.Features[f], training, step.Classes[f]?.Thresholds, tally.Block($"feature {f}"));
        CountOutcomes(step, rows, training, held, tally);
        return tally;
    }

    private static double Count(double[] values, int[] rows, double[]? thresholds, Span<double> counts)
    {
        var missing = 0.0;
        foreach (var i in rows)
        {
            if (double.IsNaN(values[i])) missing++;
            else counts[thresholds is null ? (int)values[i] : FeatureClasses.ClassOf(thresholds, values[i])]++;
        }

        return missing;
    }

    private static void CountOutcomes(FeatureCountsStep step, LearningRows rows, int[] training, int[] held, Tally tally)
    {
        if (rows.Times is { } times)
        {
            tally.Block("off lattice")[0] = times.Count(t => t < 0);
            Span<double> events = tally.Block("events"), others = tally.Block("held out events");
            foreach (var i in training.Where(i => rows.Events![i] && times[i] >= 0)) events[times[i]]++; // Survival has events.
            foreach (var i in held.Where(i => rows.Events![i] && times[i] >= 0)) others[times[i]]++;
            return;
        }

        var scale = ResponseScale.Of(step.Question);
        tally.Block("outside")[0] = rows.Y.Count(y => !(Math.Abs(scale.Scaled(y)) <= 1));
        tally.Block("response")[0] = training.Sum(i => Math.Round(Math.Clamp(scale.Scaled(rows.Y[i]), -1, 1) * FeatureCountsStep.Whole));
    }
}
