using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.Data.Sql;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests.Engines;

/// <summary>Nothing that a name, level or filter holds is ever read as SQL.</summary>
public sealed class InjectionTests(SharedHoldings holdings) : IDisposable
{
    private static readonly string[] Attacks =
    [
        "'", "''", "\"", "\\", "\\'", "';--", "'; DROP TABLE d; --", "\"; DROP TABLE d; --", "/* */", "*/", "--", "$1", "$$", "{}", "E'\\x41'", "') OR ('1'='1", "1; SELECT pg_sleep(9)",
        "\u02bc", "\u2019; DROP TABLE d", "\uff07", "\u0130", "\u200b", "a\nb", "\t", " leading", "trailing ", "\ud83d\ude00", "NULL", "null", "nan",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("fedonco-test-").FullName;

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    [InlineData("duckdb")]
    [InlineData("postgres")]
    public void Combine_HostileLevelsAndNames_CountsThemAsTexts(string kind)
    {
        foreach (var name in (string[])["x", "x\"; DROP TABLE d; --", "x'", "select", "\u0445", "a b"])
        {
            var dataset = DatasetOf(name, Attacks);
            using var source = Source(kind, dataset, [.. Attacks, .. Attacks, "'"]);
            using var run = source.Open([name], CancellationToken.None);
            var context = new StudyContext(new Question { Data = "d" }, dataset, ["s1"], new DisclosureTerms { Profile = Profile.Open });
            var all = run.Combine(context, null, [GeneratedExpressions.Variable(name)], 0, false)!;
            Assert.Equal(Enumerable.Range(0, Attacks.Length).ToDictionary(i => (double)i, i => i == 0 ? 3L : 2L), Enumerable.Range(0, all.Count).ToDictionary(i => all.Values[0][i], i => all.Rows[i]));
            foreach (var attack in Attacks)
            {
                var filter = GeneratedExpressions.Call("==", GeneratedExpressions.Variable(name), GeneratedExpressions.Text(attack));
                Assert.Equal(attack == "'" ? 3 : 2, run.Combine(context, filter, [], 0, false)!.Rows.Sum());
                var others = GeneratedExpressions.Call("!", GeneratedExpressions.Call("%in%", GeneratedExpressions.Variable(name), GeneratedExpressions.Call("c", GeneratedExpressions.Text(attack))));
                Assert.Equal((2 * Attacks.Length) + 1 - (attack == "'" ? 3 : 2), run.Combine(context, others, [], 0, false)!.Rows.Sum());
            }
        }
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("postgres")]
    public void Combine_MegabyteLevel_IsOneText(string kind)
    {
        var large = new string('\'', 1 << 20);
        var dataset = DatasetOf("x", [large, "b"]);
        using var source = Source(kind, dataset, [large[..100_000], "b", "b"]);
        using var run = source.Open(["x"], CancellationToken.None);
        var context = new StudyContext(new Question { Data = "d" }, dataset, ["s1"], new DisclosureTerms { Profile = Profile.Open });
        Assert.Equal(0, run.Combine(context, GeneratedExpressions.Call("==", GeneratedExpressions.Variable("x"), GeneratedExpressions.Text(large)), [], 0, false)!.Rows.Sum());
        Assert.Equal(2, run.Combine(context, GeneratedExpressions.Call("==", GeneratedExpressions.Variable("x"), GeneratedExpressions.Text("b")), [], 0, false)!.Rows.Sum());
    }

    [Fact]
    public void Open_LevelWithNul_SaysSo()
    {
        var dataset = DatasetOf("x", ["a\0b"]);
        using var source = Source("csv", DatasetOf("x", ["a"]), ["a"], dataset);
        using var run = source.Open(["x"], CancellationToken.None);
        var fault = Assert.Throws<FedOncoException>(() => run.Rows);
        Assert.Equal(ErrorReason.WrongFile, fault.Reason);
        Assert.Contains("d/x: a level", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void Name_Unusable_SaysSo(string name) => Assert.Equal(ErrorReason.WrongFile, Assert.Throws<FedOncoException>(() => SqlDialect.Name(name)).Reason);

    [Fact]
    public void Name_OfAMegabyte_IsRefused() => Assert.Throws<FedOncoException>(() => SqlDialect.Name(new string('x', 1 << 20)));

    [Fact]
    public void ToString_OfParameters_HasNoValue()
    {
        var parameters = new SqlParameters();
        parameters.Place("secret");
        Assert.DoesNotContain("secret", parameters.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Dataset DatasetOf(string name, string[] levels)
    {
        var variable = new Variable { Name = name, Type = VariableType.Category };
        variable.Levels.AddRange(levels.Select(l => new Level { Name = l }));
        return new Dataset { Name = "d", Variables = { variable } };
    }

    private EngineSource Source(string kind, Dataset dataset, string[] rows, Dataset? described = null)
    {
        var id = $"t{Guid.NewGuid():N}";
        var csv = Path.Combine(_folder, id + ".csv");
        File.WriteAllText(csv, string.Join('\n', rows.Prepend(dataset.Variables[0].Name).Select(f => $"\"{f.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + "\n");
        var database = kind == "postgres" ? holdings.Server.CreateDatabase() : "";
        var spec = Holdings.Of(kind, csv, dataset, _folder, holdings.Server, database, id);
        return new EngineSource(Holdings.Entry(described ?? dataset, spec), described ?? dataset, "s1", new EngineSettings(CountFrom: 0));
    }
}
