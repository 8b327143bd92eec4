using System.Globalization;
using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Learning.Tests;

/// <summary>Fed-Heart-Disease (du Terrail et al. 2022): four hospitals, their columns and rows, a third of the rows of each held out.</summary>
public sealed class HeartTests
{
    private static readonly string[] Columns = ["age", "sex", "cp", "trestbps", "chol", "fbs", "restecg", "thalach", "exang", "oldpeak", "target"];

    [Theory]
    [InlineData("elastic_net(lambda = 0, alpha = 0)", "", 0.75)]
    [InlineData("mlp(hidden = 8, rate = 0.05, batch = 8)", ", strategy = fedavg(), rounds = 20", 0.72)]
    [InlineData("mlp(hidden = 8, rate = 0.05, batch = 8)", ", strategy = scaffold(), rounds = 20", 0.72)]
    [InlineData("gbdt(trees = 60, depth = 3, min_leaf = 10)", "", 0.72)]
    public void Train_FourHospitals_HasItsAccuracy(string model, string more, double least)
    {
        var accuracies = new List<double>();
        for (var seed = 0; seed < 5; seed++)
        {
            var (training, test, header) = Split(seed);
            var centres = Centres.Of("heart", header, training.ToDictionary(p => p.Key, p => p.Value));
            var left = "I(target > 0)";
            var result = centres.Answer($"train({left} ~ age + sex + factor(cp) + trestbps + chol + fbs + factor(restecg) + thalach + exang + oldpeak, data = heart, model = {model}{more})");
            accuracies.Add(Accuracy(result.Model, header, test));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{model}{more}: accuracy {accuracies.Average():0.000} ({string.Join(", ", accuracies.Select(a => a.ToString("0.000", CultureInfo.InvariantCulture)))})");
        Assert.True(accuracies.Average() > least, $"{accuracies.Average():0.000}");
    }

    /// <summary>66 % of each hospital's complete rows to train on, shuffled by the seed.</summary>
    private static (Dictionary<string, List<string[]>> Training, List<string[]> Test, string[] Header) Split(int seed)
    {
        var training = new Dictionary<string, List<string[]>>();
        var test = new List<string[]>();
        foreach (var folder in Directory.GetDirectories(Shared.Data("heart")).Order(StringComparer.Ordinal))
        {
            var lines = File.ReadAllLines(Path.Combine(folder, "heart.csv")).Select(l => l.Split(',')).ToList();
            var at = Columns.Select(c => Array.IndexOf(lines[0], c)).ToArray();
            var rows = lines.Skip(1).Select(l => at.Select(i => l[i]).ToArray()).Where(r => r.All(v => v.Length > 0)).ToArray();
            new Random(seed).Shuffle(rows);
            var kept = (int)(rows.Length * 0.66);
            training[Path.GetFileName(folder)] = [.. rows[..kept]];
            test.AddRange(rows[kept..]);
        }

        return (training, test, Columns);
    }

    private static double Accuracy(TrainedModel model, string[] header, List<string[]> test)
    {
        var features = test.Select(r => model.Features.Select(f =>
        {
            var name = f.Expression.Application is { } call ? call.Arguments[0].Value.Variable : f.Name;
            var text = r[Array.IndexOf(header, name)];
            return f.Levels.Count > 0 ? f.Levels.IndexOf(text) is var k and >= 0 ? k : double.NaN : double.Parse(text, CultureInfo.InvariantCulture);
        }).ToArray()).ToArray();
        var scores = TestSet.Scores(model, features);
        return test.Select((r, i) => (scores[i] > 0) == (double.Parse(r[^1], CultureInfo.InvariantCulture) > 0) ? 1.0 : 0).Average();
    }
}
