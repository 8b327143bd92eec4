using FedOnco.Analyses.Tests.Harness;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.LightGbm;

namespace FedOnco.Learning.Tests;

/// <summary>Boosted trees across centres are as good as LightGBM on the pooled table, with the same trees, depth and step.</summary>
public sealed class BoostingAccuracyTests
{
    private const int Trees = 60;
    private const int Depth = 4;

    public static TheoryData<string, string, string, string[]> Tables() => new()
    {
        { "trials", "wdbc", "diagnosis", ["id"] },
        { "trials", "rotterdam", "recur", ["pid", "rtime", "dtime", "death"] },
        { "heart", "heart", "target", ["id"] },
        { "trials", "support2", "death", ["sno", "d.time", "hospdead", "surv2m", "surv6m", "slos", "prg2m", "prg6m", "dnr", "dnrday", "sfdm2", "aps", "sps"] },
    };

    [Theory]
    [MemberData(nameof(Tables), DisableDiscoveryEnumeration = true)]
    public void Train_Gbdt_IsAsGoodAsLightGbmOnThePooledTable(string collection, string dataset, string outcome, string[] without)
    {
        var table = Rows.Load(collection, dataset).Without(without);
        var (training, test) = table.Thirds();
        var centres = Centres.Of("d", table.Header, Rows.Deal(training, 4));
        var left = outcome switch { "diagnosis" => "I(diagnosis == \"M\")", "target" => "I(target > 0)", _ => outcome };
        var minus = outcome is "recur" or "death" ? "" : " - " + outcome;
        var result = centres.Answer($"train({left} ~ .{minus}, data = d, model = gbdt(trees = {Trees}, depth = {Depth}, eta = 0.1, min_leaf = 20))");
        var position = Array.IndexOf(table.Header, outcome);
        double Label(string[] row) => row[position] is "M" || (double.TryParse(row[position], out var v) && v > 0) ? 1 : 0;
        var labels = test.Select(Label).ToArray();
        var mine = TestSet.Area(TestSet.Scores(result.Model, TestSet.Features(result.Model, centres.Dataset, table.Header, test)), labels);
        var features = TestSet.Features(result.Model, centres.Dataset, table.Header, training);
        Assert.SkipWhen(!System.Runtime.InteropServices.NativeLibrary.TryLoad("libgomp.so.1", out _), "LightGBM needs libgomp1");
        var theirs = TestSet.Area(LightGbm(features, [.. training.Select(Label)], TestSet.Features(result.Model, centres.Dataset, table.Header, test)), labels);
        TestContext.Current.TestOutputHelper?.WriteLine($"{dataset}: {mine:0.0000}, LightGBM {theirs:0.0000}");
        Assert.True(mine > theirs - 0.01, $"{dataset}: AUC {mine:0.0000}, LightGBM {theirs:0.0000}");
    }

    private static double[] LightGbm(double[][] features, double[] labels, double[][] test)
    {
        var ml = new MLContext(1);
        var schema = SchemaDefinition.Create(typeof(Example));
        schema[nameof(Example.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features[0].Length);
        IDataView View(double[][] x, double[] y) => ml.Data.LoadFromEnumerable(x.Zip(y, (f, l) => new Example { Features = [.. f.Select(v => (float)v)], Label = l > 0.5 }), schema);
        var trainer = ml.BinaryClassification.Trainers.LightGbm(new LightGbmBinaryTrainer.Options
        {
            NumberOfIterations = Trees,
            NumberOfLeaves = 1 << Depth,
            LearningRate = 0.1,
            MinimumExampleCountPerLeaf = 20,
            MaximumBinCountPerFeature = 64,
            NumberOfThreads = 2,
            Booster = new GradientBooster.Options { MaximumTreeDepth = Depth },
        });
        var model = trainer.Fit(View(features, labels));
        return [.. model.Transform(View(test, new double[test.Length])).GetColumn<float>("Score").Select(s => (double)s)];
    }

    private sealed class Example
    {
        public float[] Features { get; set; } = [];

        public bool Label { get; set; }
    }
}
