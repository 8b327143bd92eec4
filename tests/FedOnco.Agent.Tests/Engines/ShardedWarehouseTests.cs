using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.Data.Sql;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests.Engines;

/// <summary>One table over three servers: each counts its own rows.</summary>
public sealed class ShardedWarehouseTests : IDisposable
{
    private const int RowsAServer = 5000;

    private static readonly Dataset Dataset = new()
    {
        Name = "d",
        Variables =
        {
            new Variable { Name = "age", Type = VariableType.Integer, Minimum = 0, Maximum = 120, Step = 1 },
            new Variable { Name = "grade", Type = VariableType.Category, Levels = { new Level { Name = "I" }, new Level { Name = "II" } } },
        },
    };

    private readonly PostgresServer[] _servers = [new(), new(), new()];

    [Fact]
    public void Combine_PartitionedOverThreeServers_AggregatesOnEach()
    {
        var database = Spread();
        var spec = new PostgresSource(_servers[0].ReaderOf(database), "d");
        using var engine = (PostgresEngine)spec.Open("d", new EngineSettings());
        var located = spec.Locate(engine, Holdings.Entry(Dataset, spec), Dataset, CancellationToken.None);
        var context = new StudyContext(new Question { Data = "d" }, Dataset, ["s1"], new DisclosureTerms { Profile = Profile.Open });
        var old = GeneratedExpressions.Call(">=", GeneratedExpressions.Variable("age"), GeneratedExpressions.Number(50));
        foreach (var (subset, keys) in new (Expression?, Expression[])[] { (null, []), (old, []), (old, [GeneratedExpressions.Variable("grade")]), (null, [GeneratedExpressions.Variable("grade"), GeneratedExpressions.Call("is.na", GeneratedExpressions.Variable("age"))]) })
        {
            var query = CombinationQuery.Of(located, context, "s1", subset, keys, patients: false)!;
            var plan = engine.Rows($"EXPLAIN (VERBOSE, COSTS OFF) {query.Sql()}", query.Parameters, CancellationToken.None).Select(r => (string)r[0]!).ToList();
            Assert.Equal(3, plan.Count(l => l.Contains("Remote SQL: SELECT", StringComparison.Ordinal) && l.Contains("count(*)", StringComparison.Ordinal)));
        }

        using var source = new EngineSource(Holdings.Entry(Dataset, spec), Dataset, "s1", new EngineSettings(CountFrom: 0));
        using var run = source.Open([], CancellationToken.None);
        var found = run.Combine(context, old, [GeneratedExpressions.Variable("grade")], 0, patients: false)!;
        // Ages run through 0 .. 99, grades alternate with the row.
        Assert.Equal([(0, 3 * RowsAServer / 4), (1, 3 * RowsAServer / 4)], found.Values[0].Zip(found.Rows).Order().Select(r => ((int)r.First, (int)r.Second)));
        Assert.Equal(3 * RowsAServer, run.Rows);
    }

    public void Dispose()
    {
        foreach (var server in _servers) server.Dispose();
    }

    /// <summary>A parent on the first server, its partitions in tables of the three.</summary>
    private string Spread()
    {
        var databases = _servers.Select(s => s.CreateDatabase()).ToList();
        for (var s = 0; s < 3; s++)
            _servers[s].Execute(databases[s], $"CREATE TABLE part (unit int NOT NULL, age int, grade text); INSERT INTO part SELECT {s}, i % 100, CASE WHEN i % 2 = 0 THEN 'I' ELSE 'II' END FROM generate_series(1, {RowsAServer}) AS i; ANALYZE part");
        _servers[0].Execute(databases[0], "CREATE EXTENSION postgres_fdw; CREATE TABLE d (unit int NOT NULL, age int, grade text) PARTITION BY LIST (unit)");
        for (var s = 0; s < 3; s++)
        {
            _servers[0].Execute(databases[0], $"CREATE SERVER shard{s} FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '{_servers[s].Port}', dbname '{databases[s]}', use_remote_estimate 'true')");
            foreach (var role in (string[])["postgres", "reader"]) _servers[0].Execute(databases[0], $"CREATE USER MAPPING FOR {role} SERVER shard{s} OPTIONS (user '{role}', password '{PostgresServer.Password}')");
            _servers[0].Execute(databases[0], $"CREATE FOREIGN TABLE d{s} PARTITION OF d FOR VALUES IN ({s}) SERVER shard{s} OPTIONS (table_name 'part')");
        }

        _servers[0].Execute(databases[0], "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader; ANALYZE d");
        return databases[0];
    }
}
