using System.Text.Json;
using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Oracle;

/// <summary>A case of the shared folder: what R returned for an analysis of one of its datasets.</summary>
internal sealed class OracleCase
{
    private static readonly Dictionary<string, Centres> Loaded = [];
    private static readonly Lock Loading = new();
    private readonly List<string> _faults = [];

    private OracleCase(string name, JsonElement document)
    {
        Name = name;
        Formula = document.GetProperty("formula").GetString()!;
        Results = document.GetProperty("results");
        (Collection, Dataset) = Path.GetFileNameWithoutExtension(document.GetProperty("dataset").GetString()!.Split(' ')[0]) switch
        {
            "heart_uci" => ("heart", "heart"),
            "heart_transplant_startstop" => ("trials", "heart_transplant"),
            "melanoma_denmark" => ("trials", "melanoma"),
            "metabric_clinical" or "metabric_mutations" => ("metabric", "clinical"),
            var name1 => ("trials", name1),
        };
    }

    public string Name { get; }

    public string Formula { get; }

    public JsonElement Results { get; }

    public string Collection { get; }

    public string Dataset { get; }

    /// <summary>Cases that are not compared, and why; docs/statistics.md says the same.</summary>
    public static IReadOnlyDictionary<string, string> NotCompared { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["crosstab/metabric_mutation_by_subtype"] = "it joins two datasets",
        ["descriptive/metabric_clinical_mutation_count"] = "it counts patients who are at no centre",
        ["linear/gbsg_ridge_closed_form"] = "glmnet() scales by n, this by n - 1",
        ["glm/metrics_heart_external"] = "evaluate() has these measures",
        ["glm/metrics_heart_logit"] = "evaluate() has these measures",
        ["multivariate/lda_wdbc"] = "discriminant analysis is not offered",
        ["lasso/binomial_wdbc_30"] = "its columns are standardised by hand, which the call language leaves to standardize = TRUE",
        ["lasso/poisson_gbsg_nodes"] = "its columns are standardised by hand, which the call language leaves to standardize = TRUE",
    };

    /// <summary>Names of the cases of a family that are compared; none where the shared folder is not here.</summary>
    public static IEnumerable<TheoryDataRow<string>> Of(string family)
    {
        var folder = Path.Combine(Shared.Folder, "oracle", "cases", family);
        return Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(f => $"{family}/{Path.GetFileNameWithoutExtension(f)}").Where(n => !NotCompared.ContainsKey(n)).Select(n => new TheoryDataRow<string>(n)) : [new TheoryDataRow<string>("")];
    }

    public static OracleCase Read(string name)
    {
        Assert.SkipUnless(name.Length > 0, "the shared folder with R's answers is not here (FEDONCO_SHARED)");
        var text = File.ReadAllText(Path.Combine(Shared.Folder, "oracle", "cases", name + ".json"));
        return new OracleCase(name, JsonDocument.Parse(text).RootElement);
    }

    public Result Answer(string call)
    {
        Centres? centres;
        lock (Loading)
        {
            if (!Loaded.TryGetValue(Dataset, out centres)) Loaded[Dataset] = centres = Centres.Load(Path.Combine(Shared.Folder, "data", Collection), Dataset);
        }

        return centres.Answer(call);
    }

    /// <summary>A number at a path of the results.</summary>
    public double Number(params string[] path) => At(path).GetDouble();

    public double[] Numbers(params string[] path) => [.. At(path).EnumerateArray().Select(ValueOf)];

    /// <summary>A number; NaN where R has none.</summary>
    public static double ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String when value.GetString() is "Infinity" => double.PositiveInfinity,
        _ => double.NaN,
    };

    /// <summary>Rows of a matrix at a path, one after the other.</summary>
    public double[] Matrix(params string[] path) => [.. At(path).GetProperty("rows").EnumerateArray().SelectMany(r => r.EnumerateArray()).Select(v => v.GetDouble())];

    public JsonElement At(params string[] path) => path.Aggregate(Results, (e, name) => e.GetProperty(name));

    public bool Has(string name) => Results.TryGetProperty(name, out _);

    public void Check(string what, double expected, double actual, double relative = 1e-9, double scale = 0)
    {
        var same = double.IsNaN(expected) ? double.IsNaN(actual) : double.IsInfinity(expected) ? actual == expected : Math.Abs(actual - expected) <= (relative * Math.Max(Math.Abs(expected), scale)) + 1e-13;
        if (!same) _faults.Add($"{what}: {actual:R}, R {expected:R}");
    }

    /// <summary>A p-value: on the log scale.</summary>
    public void CheckP(string what, double expected, double actual, double relative = 1e-8)
    {
        if (expected == 0) return;
        Check(what, Math.Log(expected), Math.Log(actual), relative, 100);
    }

    public void Check(string what, double[] expected, IReadOnlyList<double> actual, double relative = 1e-9, double[]? scales = null)
    {
        if (expected.Length != actual.Count) _faults.Add($"{what}: {actual.Count} values, R {expected.Length}");
        for (var i = 0; i < Math.Min(expected.Length, actual.Count); i++) Check($"{what}[{i}]", expected[i], actual[i], relative, scales?[i] ?? 0);
    }

    public void Done() => Assert.Empty(_faults);

    public static double Cell(Result result, string column, int row = 0) => Column(result.Tidy, column)[row];

    public static double Glance(Result result, string name) => result.Glance.Single(g => g.Name == name).Number;

    public static double[] Column(Table table, string name)
    {
        var column = table.Columns.Single(c => c.Name == name);
        return [.. column.Numbers.Values.Select((v, i) => column.Missing.Contains((uint)i) ? double.NaN : v)];
    }
}
