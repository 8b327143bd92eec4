using FedOnco.Analyses.Learning;
using FedOnco.Analyses.Learning.Onnx;
using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace FedOnco.Learning.Tests;

/// <summary>ONNX Runtime gives our scores, missing values and all.</summary>
public sealed class OnnxTests
{
    [Theory]
    [InlineData("rotterdam", "train(recur ~ . - pid - rtime - dtime - death, data = rotterdam, model = gbdt(trees = 30, depth = 5))")]
    [InlineData("lung", "train(Surv(time, status) ~ age + sex + ph.ecog + wt.loss + meal.cal, data = lung, model = gbdt(trees = 20, depth = 3, min_leaf = 12))")]
    [InlineData("rotterdam", "train(nodes ~ age + size + grade, data = rotterdam, model = gbdt(trees = 20, depth = 3))")]
    [InlineData("rotterdam", "train(recur ~ age + size + nodes + grade + pgr, data = rotterdam, model = elastic_net(lambda = 0.01))")]
    [InlineData("rotterdam", "train(nodes ~ age + size + grade, data = rotterdam, model = elastic_net(family = poisson, lambda = 0.01))")]
    [InlineData("lung", "train(ph.karno ~ age + sex + wt.loss + meal.cal, data = lung, model = elastic_net(lambda = 0.1))")]
    [InlineData("lung", "train(Surv(time, status) ~ age + sex + ph.ecog + wt.loss + meal.cal, data = lung, model = cox_net(lambda = 0.02))")]
    [InlineData("rotterdam", "train(recur ~ age + size + nodes + grade, data = rotterdam, model = mlp(hidden = c(8, 4)), rounds = 3)")]
    [InlineData("lung", "train(ph.karno ~ age + sex + wt.loss + meal.cal, data = lung, model = mlp(hidden = 6), rounds = 3)")]
    public void Export_TrainedModel_ScoresAsOursInOnnxRuntime(string dataset, string call)
    {
        var centres = Centres.Load(Path.Combine(Shared.Root(), "samples", "trials"), dataset);
        var model = centres.Answer(call).Model;
        var features = FeaturesOf(model, centres);
        Array.Resize(ref features, features.Length + 1);
        features[^1] = [.. model.Features.Select(_ => double.NaN)];
        var scorer = new ModelScorer(model);
        using var session = new InferenceSession(OnnxExport.Of(model).ToByteArray());
        using var outputs = session.Run([.. model.Features.Select((f, j) => Input(f, [.. features.Select(r => r[j])]))]);
        var scores = outputs.Single(o => o.Name == "score").AsTensor<float>().ToArray();
        var predictions = outputs.FirstOrDefault(o => o.Name == "prediction")?.AsTensor<float>().ToArray();
        for (var i = 0; i < features.Length; i++)
        {
            var mine = scorer.Score(features[i]);
            Assert.True(Math.Abs(mine - scores[i]) <= 1e-5 * Math.Max(1, Math.Abs(mine)), $"row {i}: {mine:R}, ONNX {scores[i]:R}");
            if (predictions is not null) Assert.True(Math.Abs(scorer.Prediction(mine) - predictions[i]) <= 1e-5 * Math.Max(1, scorer.Prediction(mine)), $"row {i}");
        }
    }

    private static double[][] FeaturesOf(TrainedModel model, Centres centres)
    {
        var columns = model.Features.Select(f => centres.Sources.SelectMany(s => s.Column(f.Name).ToArray()).ToArray()).ToArray();
        return [.. Enumerable.Range(0, columns[0].Length).Select(i => columns.Select(c => c[i]).ToArray())];
    }

    private static NamedOnnxValue Input(ModelFeature feature, double[] values) => feature.Levels.Count == 0
        ? NamedOnnxValue.CreateFromTensor(feature.Name, new DenseTensor<float>(Array.ConvertAll(values, v => (float)v), [values.Length, 1]))
        : NamedOnnxValue.CreateFromTensor(feature.Name, new DenseTensor<string>(Array.ConvertAll(values, v => double.IsNaN(v) ? "" : feature.Levels[(int)v]), [values.Length, 1]));
}
