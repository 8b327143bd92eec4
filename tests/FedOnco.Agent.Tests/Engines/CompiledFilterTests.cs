using CsCheck;
using FedOnco.Agent.Data;
using FedOnco.Agent.Data.Engines;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests.Engines;

/// <summary>What an engine counts equals what the agent's own evaluation of the same rows gives, missing values included.</summary>
public sealed class CompiledFilterTests(SharedHoldings holdings) : IDisposable
{
    private const int Count = 400;

    private readonly string _folder = Directory.CreateTempSubdirectory("fedonco-test-").FullName;
    private readonly List<string[]> _rows = GeneratedTable.Rows(Count, 20261126);

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    [InlineData("postgres")]
    public void Combine_GeneratedFilter_IsTheNaiveEvaluation(string kind)
    {
        using var source = Source(kind);
        using var run = source.Open([], CancellationToken.None);
        var naive = new SiteRun("s1", new NaiveTable(_rows));
        int pushed = 0, all = 0;
        Gen.Select(GeneratedExpressions.Condition, GeneratedExpressions.Category).Sample(
            (filter, category) =>
            {
                var context = Context();
                List<SpecificationFault> faults = [];
                CompiledExpression? condition = ExpressionCompiler.Compile(filter, context, faults), factor = ExpressionCompiler.Compile(category, context, faults);
                if (condition is null || factor is null) return;
                Interlocked.Increment(ref all);
                if (run.Combine(context, filter, [category, GeneratedExpressions.Call("is.na", category)], 0, patients: false) is not { } found) return;
                Interlocked.Increment(ref pushed);
                Assert.Equal(Naive(condition, factor, naive), Counted(found));
            },
            iter: 400, threads: 1);
        Assert.True(pushed > all * 0.9, $"only {pushed} of {all} expressions were pushed down");
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("postgres")]
    public void Combine_Patients_CountsDistinctKeysAndRowsWithoutOne(string kind)
    {
        using var source = Source(kind);
        using var run = source.Open([], CancellationToken.None);
        var found = run.Combine(Context(), null, [GeneratedExpressions.Variable("grade")], 0, patients: true)!;
        for (var i = 0; i < found.Count; i++)
        {
            var rows = _rows.Where(r => GradeOf(r[4]).Equals(found.Values[0][i])).ToList();
            Assert.Equal(rows.Count, found.Rows[i]);
            Assert.Equal(rows.Where(r => r[0].Length > 0).Select(r => r[0]).Distinct().Count() + rows.Count(r => r[0].Length == 0), found.Patients![i]);
        }

        Assert.Equal(5, found.Count);
        Assert.False(run.IsUnique("id"));
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    [InlineData("duckdb")]
    [InlineData("postgres")]
    public void Column_GeneratedRows_IsTheNaiveReading(string kind)
    {
        using var source = Source(kind);
        using var run = source.Open(GeneratedTable.Header, CancellationToken.None);
        var naive = new NaiveTable(_rows);
        if (kind == "postgres") Assert.Equal(Rows(naive.Column).Order(StringComparer.Ordinal), Rows(run.Column).Order(StringComparer.Ordinal));
        else foreach (var variable in GeneratedTable.Dataset.Variables) Assert.Equal(naive.Column(variable.Name).ToArray(), run.Column(variable.Name).ToArray());
    }

    /// <summary>Whole rows, for a warehouse, where they come in an order of their own. Codes of keys follow from the order: of a key it says how many rows share it.</summary>
    private static IEnumerable<string> Rows(Func<string, ReadOnlyMemory<double>> column)
    {
        var keys = column(GeneratedTable.Dataset.PatientKey).ToArray();
        var shared = keys.Where(k => !double.IsNaN(k)).GroupBy(k => k).ToDictionary(g => g.Key, g => g.Count());
        var others = GeneratedTable.Dataset.Variables.Select(v => v.Name).Where(n => n != GeneratedTable.Dataset.PatientKey).Select(n => column(n).ToArray()).ToList();
        return keys.Select((k, i) => $"{shared.GetValueOrDefault(k)} {string.Join(' ', others.Select(c => $"{c[i]:R}"))}");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static StudyContext Context() => new(new Question { Data = "d" }, GeneratedTable.Dataset, ["s1"], new DisclosureTerms { Profile = Profile.Open });

    private static double GradeOf(string text)
    {
        var index = GeneratedTable.Dataset.Variables[4].Levels.Select(l => l.Name).ToList().IndexOf(text);
        return index < 0 ? double.NaN : index;
    }

    private static Dictionary<string, long> Naive(CompiledExpression condition, CompiledExpression factor, SiteRun run)
    {
        double[] kept = condition.Evaluate(run).ToArray(), values = factor.Evaluate(run).ToArray();
        return Enumerable.Range(0, kept.Length).Where(i => kept[i] != 0 && !double.IsNaN(kept[i])).GroupBy(i => $"{values[i]} {(double.IsNaN(values[i]) ? 1 : 0)}").ToDictionary(g => g.Key, g => (long)g.Count());
    }

    private static Dictionary<string, long> Counted(Combinations found) =>
        Enumerable.Range(0, found.Count).Where(i => found.Rows[i] > 0).ToDictionary(i => $"{found.Values[0][i]} {found.Values[1][i]}", i => found.Rows[i]);

    private EngineSource Source(string kind)
    {
        var csv = Path.Combine(_folder, "d.csv");
        File.WriteAllText(csv, GeneratedTable.Csv(_rows));
        var database = kind == "postgres" ? holdings.Server.CreateDatabase() : "";
        var spec = Holdings.Of(kind, csv, GeneratedTable.Dataset, _folder, holdings.Server, database, "d");
        return new EngineSource(Holdings.Entry(GeneratedTable.Dataset, spec), GeneratedTable.Dataset, "s1", new EngineSettings(CountFrom: 0));
    }
}
