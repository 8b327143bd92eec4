using System.Diagnostics;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Bench.SecureSums;
using FedOnco.Language;
using FedOnco.Protos;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.LightGbm;

namespace FedOnco.Bench.Learning;

/// <summary>Boosted trees over four sites in one process with secure sums, beside LightGBM on the pooled table, in turns.</summary>
internal static class BoostingCost
{
    private const int Sites = 4;
    private const int Trees = 100;
    private const int Depth = 6;
    private const int Cuts = 64;

    public static async Task RunAsync(int rows, int rounds, TextWriter output)
    {
        string[] sites = [.. Enumerable.Range(0, Sites).Select(s => $"s{s}")];
        WideColumns[] sources = [.. sites.Select((_, s) => new WideColumns(rows / Sites, s))];
        var question = CallLanguage.Parse($"train(y ~ ., data = d, model = gbdt(trees = {Trees}, depth = {Depth}, eta = 0.1, cuts = {Cuts}))").Question!; // The call is ours.
        var context = new StudyContext(question, WideColumns.Dataset, sites, new DisclosureTerms { Profile = Profile.Open, Resolution = Resolution.Grid });
        var analysis = AnalysisRegistry.For(question);
        var data = Pooled(sources);
        List<double> ours = [], theirs = [];
        for (var round = 0; round < rounds; round++)
        {
            theirs.Add(Time(() => LightGbm(data)));
            var started = Stopwatch.GetTimestamp();
            var sums = new MaskedSums(analysis, context, sites, [.. sites.Select((site, s) => CohortSelection.Select(context, site, sources[s]))]);
            var totals = await QuestionProgram.RunAsync(analysis, context, sums, CancellationToken.None).ConfigureAwait(false);
            ours.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            var auc = analysis.Report(context, totals).Glance.First(g => g.Name == "auc").Number;
            await output.WriteLineAsync($"round {round + 1}: federated {ours[^1]:0.0} s (AUC {auc:0.0000} on the training rows), LightGBM {theirs[^1]:0.0} s").ConfigureAwait(false);
        }

        await output.WriteLineAsync($"boosting: federated {ours.Min():0.0} s, LightGBM {theirs.Min():0.0} s, ratio {ours.Min() / theirs.Min():0.00} ({rows} rows x {WideColumns.Width}, {Trees} trees of depth {Depth}, {Cuts} cuts, {Sites} sites, secure sums, least of {rounds})").ConfigureAwait(false);
    }

    private static double Time(Action act)
    {
        var started = Stopwatch.GetTimestamp();
        act();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static List<Example> Pooled(WideColumns[] sources)
    {
        var examples = new List<Example>();
        foreach (var source in sources)
        {
            var columns = Enumerable.Range(0, WideColumns.Width).Select(j => source.Column($"x{j}")).ToArray();
            for (var i = 0; i < source.Rows; i++)
            {
                var features = new float[columns.Length];
                for (var j = 0; j < features.Length; j++) features[j] = (float)columns[j].Span[i];
                examples.Add(new Example { Features = features, Label = source.Column("y").Span[i] > 0.5 });
            }
        }

        return examples;
    }

    private static void LightGbm(List<Example> data)
    {
        var ml = new MLContext(1);
        ml.BinaryClassification.Trainers.LightGbm(new LightGbmBinaryTrainer.Options
        {
            NumberOfIterations = Trees,
            NumberOfLeaves = 1 << Depth,
            LearningRate = 0.1,
            MaximumBinCountPerFeature = Cuts,
            NumberOfThreads = Environment.ProcessorCount,
            Booster = new GradientBooster.Options { MaximumTreeDepth = Depth },
        }).Fit(ml.Data.LoadFromEnumerable(data));
    }

    private sealed class Example
    {
        [VectorType(WideColumns.Width)]
        public float[] Features { get; set; } = [];

        public bool Label { get; set; }
    }
}
