using DuckDB.NET.Data;
using FedOnco.Agent.Data.Engines;

namespace FedOnco.Agent.Tests.Engines;

/// <summary>Rows that come in another order from one query to the next: a column that is read later belongs to the rows of those that were read before.</summary>
public sealed class RowOrderTests : IDisposable
{
    private const string Rows = "SELECT i AS id, i % 100 AS age, (i % 100) + 1 AS z FROM range(400) AS t(i)";

    private const string Dictionary = """
          d:
            patient_key: id
            variables:
              id: {type: category}
              age: {type: integer, range: [0, 120]}
              z: {type: integer, range: [0, 120]}

        """;

    private readonly SiteFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("duckdb: w.duckdb, table: shuffled")]
    [InlineData("duckdb: w.duckdb, table: shuffled, variables: {age: {missing: ['999']}}")]
    [InlineData("duckdb: w.duckdb, table: numbered")]
    [InlineData("duckdb: w.duckdb, table: kept")]
    [InlineData("duckdb: w.duckdb, sql: 'SELECT * FROM kept ORDER BY random()'")]
    [InlineData("csv: kept.csv, sql: 'SELECT * FROM source ORDER BY random()'")]
    [InlineData("csv: kept.csv")]
    [InlineData("csv: kept.csv, variables: {age: {missing: ['999']}}")]
    public void Column_ReadLater_BelongsToTheSameRows(string source)
    {
        Make();
        var data = _folder.Catalogue(Dictionary, $"datasets:\n  d: {{study: s, {source}}}\n")[0];
        using var engines = new EngineSource(EngineEntry.Of(data), data.Dataset, "s1", new EngineSettings());
        using var first = engines.Open(["age"], CancellationToken.None);
        var age = first.Column("age").ToArray();
        Assert.Equal(400, age.Length);
        using var second = engines.Open(["z"], CancellationToken.None);
        Assert.Equal(age.Select(a => a + 1), second.Column("z").ToArray());
        using var third = engines.Open(["id"], CancellationToken.None);
        Assert.Equal(age, third.MapKeys(k => int.Parse(k, System.Globalization.CultureInfo.InvariantCulture) % 100.0));
    }

    /// <summary>A table is read where it is: a copy of it would only cost.</summary>
    [Theory]
    [InlineData("kept", true)]
    [InlineData("KEPT", true)]
    [InlineData("main.kept", true)]
    [InlineData("shuffled", false)]
    [InlineData("numbered", false)]
    public void Locate_TableOrView_KnowsWhichKeepsItsOrder(string table, bool keeps)
    {
        Make();
        var source = new DuckDbSource(Path.Combine(_folder.Path, "w.duckdb"), table);
        var dataset = SiteFolder.Dictionary(Dictionary).Datasets[0];
        using var engine = source.Open("d", new EngineSettings());
        Assert.Equal(keeps, source.Locate(engine, Holdings.Entry(dataset, source), dataset, CancellationToken.None).KeepsOrder);
    }

    private void Make()
    {
        using var engine = new DuckDBConnection($"DataSource={Path.Combine(_folder.Path, "w.duckdb")}");
        engine.Open();
        using var command = engine.CreateCommand();
        command.CommandText = $"CREATE TABLE kept AS {Rows}; CREATE VIEW shuffled AS SELECT * FROM kept ORDER BY random(); CREATE VIEW numbered AS SELECT rowid, * FROM kept ORDER BY random(); COPY kept TO '{Path.Combine(_folder.Path, "kept.csv")}'";
        command.ExecuteNonQuery();
    }
}
