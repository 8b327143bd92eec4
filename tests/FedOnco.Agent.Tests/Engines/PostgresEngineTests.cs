using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.Data.Sql;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests.Engines;

/// <summary>What a session with a warehouse may do, and what is said when it cannot.</summary>
public sealed class PostgresEngineTests(SharedHoldings holdings)
{
    private static readonly Dataset Dataset = new()
    {
        Name = "d",
        PatientKey = "id",
        Variables = { new Variable { Name = "id", Type = VariableType.Category }, new Variable { Name = "age", Type = VariableType.Integer, Minimum = 0, Maximum = 120, Step = 1 } },
    };

    [Theory]
    [InlineData("INSERT INTO d VALUES ('p9', 1) RETURNING id")]
    [InlineData("DELETE FROM d RETURNING id")]
    [InlineData("CREATE TABLE e (x int)")]
    [InlineData("SELECT set_config('transaction_read_only', 'off', false); DELETE FROM d")]
    public void Rows_OfAnOwner_StillCannotWrite(string sql)
    {
        var database = Database();
        using (var engine = new PostgresEngine("d", holdings.Server.OwnerOf(database), new EngineSettings()))
            Assert.Equal(ErrorReason.SourceUnreadable, Assert.Throws<FedOncoException>(() => engine.Rows(sql, new SqlParameters(), CancellationToken.None)).Reason);
        using var after = new PostgresEngine("d", holdings.Server.ReaderOf(database), new EngineSettings());
        Assert.Equal(3L, after.Rows("SELECT count(*) FROM d", new SqlParameters(), CancellationToken.None)[0][0]);
    }

    [Fact]
    public void Rows_LongerThanAllowed_IsStopped()
    {
        using var engine = new PostgresEngine("d", holdings.Server.ReaderOf(Database()), new EngineSettings(StatementSeconds: 1));
        var fault = Assert.Throws<FedOncoException>(() => engine.Rows("SELECT pg_sleep(30)", new SqlParameters(), CancellationToken.None));
        Assert.Equal(ErrorReason.SourceTimeout, fault.Reason);
    }

    [Fact]
    public async Task Rows_RunThatEnds_StopsItsQuery()
    {
        using var engine = new PostgresEngine("d", holdings.Server.ReaderOf(Database()), new EngineSettings());
        using var end = new CancellationTokenSource();
        var query = Task.Run(() => engine.Rows("SELECT pg_sleep(30)", new SqlParameters(), end.Token), TestContext.Current.CancellationToken);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => query);
    }

    [Fact]
    public void Open_WrongPassword_NamesNeitherItNorTheText()
    {
        var text = holdings.Server.ReaderOf(Database()).Replace(PostgresServer.Password, "hunter2", StringComparison.Ordinal);
        var fault = Assert.Throws<FedOncoException>(() => new PostgresEngine("d", text, new EngineSettings()));
        Assert.Equal(ErrorReason.SourceConnection, fault.Reason);
        Assert.DoesNotContain("hunter2", fault.ToString(), StringComparison.Ordinal);
        Assert.Contains("28P01", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Username=x;Password=hunter2", "ConnectionRefused")]
    [InlineData("nonsense=1;Password=hunter2", "cannot be read")]
    public void Open_NoServer_SaysWhy(string text, string expected)
    {
        var fault = Assert.Throws<FedOncoException>(() => new PostgresEngine("d", text, new EngineSettings()));
        Assert.Equal(ErrorReason.SourceConnection, fault.Reason);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", fault.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Another run needs a column that was not read yet, and the rows are read anew: those that hold columns already must not be mixed up.</summary>
    [Fact]
    public void Column_RowsInAnotherOrderEachTime_BelongsToTheSameRows()
    {
        var database = Database();
        holdings.Server.Execute(database, "DROP TABLE d; CREATE TABLE t AS SELECT CAST(g AS text) AS id, g % 100 AS age, (g % 100) + 1 AS z FROM generate_series(1, 400) AS g; CREATE VIEW d AS SELECT * FROM t ORDER BY random()");
        var dataset = Dataset.Clone();
        dataset.Variables.Add(new Variable { Name = "z", Type = VariableType.Integer, Minimum = 0, Maximum = 120, Step = 1 });
        using var source = Source(database, dataset);
        using var first = source.Open(["age"], CancellationToken.None);
        var age = first.Column("age").ToArray();
        using var second = source.Open(["z"], CancellationToken.None);
        Assert.Equal(age.Select(a => a + 1), second.Column("z").ToArray());
    }

    /// <summary>The two runs share a transaction, which a query that is stopped leaves broken.</summary>
    [Fact]
    public async Task Column_AnotherRunIsClosedWhileItReads_IsReadAllTheSame()
    {
        var database = Database();
        // A tenth of a second a row.
        holdings.Server.Execute(database, "ALTER TABLE d RENAME TO t; CREATE VIEW d AS SELECT id, age FROM t WHERE pg_sleep(0.1)::text IS NOT NULL");
        using var source = Source(database);
        using var open = source.Open(["id"], CancellationToken.None);
        Assert.Equal(3, open.Column("id").Length);
        using var end = new CancellationTokenSource();
        using var closed = source.Open(["age"], end.Token);
        var reading = Task.Run(() => closed.Column("age"), TestContext.Current.CancellationToken);
        using (var watch = new PostgresEngine("d", holdings.Server.OwnerOf(database), new EngineSettings()))
        {
            while ((long)watch.Rows("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE '%age%' AND pid <> pg_backend_pid()", new SqlParameters(), CancellationToken.None)[0][0]! == 0 && !reading.IsCompleted) await Task.Yield();
        }

        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.Equal([10, 20, 30], open.Column("age").ToArray().Order());
    }

    [Fact]
    public void Open_TableThatChanged_IsNoticedAndNamed()
    {
        var database = Database();
        using var source = Source(database);
        using (var run = source.Open(["age"], CancellationToken.None)) Assert.Equal([10, 20, 30], run.Column("age").ToArray().Order());
        holdings.Server.Execute(database, "UPDATE d SET age = 11 WHERE age = 10");
        using var later = source.Open(["id"], CancellationToken.None);
        var fault = Assert.Throws<FedOncoException>(() => later.Column("id"));
        Assert.Equal(ErrorReason.SourceChanged, fault.Reason);
        Assert.StartsWith("d: the table changed", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Column_TableThatChangesDuringARun_IsTheOldStateThroughout()
    {
        var database = Database();
        using var source = Source(database);
        using var run = source.Open(["age"], CancellationToken.None);
        Assert.Equal([10, 20, 30], run.Column("age").ToArray().Order());
        holdings.Server.Execute(database, "DELETE FROM d WHERE age = 10; UPDATE d SET id = 'changed'");
        Assert.Equal([0, 1, 2], run.Column("id").ToArray());
        Assert.Equal(3, run.Rows);
    }

    private EngineSource Source(string database, Dataset? dataset = null) =>
        new(Holdings.Entry(dataset ?? Dataset, new PostgresSource(holdings.Server.ReaderOf(database), "d")), dataset ?? Dataset, "s1", new EngineSettings(CountFrom: 0));

    private string Database()
    {
        var database = holdings.Server.CreateDatabase();
        holdings.Server.Execute(database, "CREATE TABLE d (id text, age int); INSERT INTO d VALUES ('p1', 10), ('p2', 20), ('p3', 30)");
        return database;
    }
}
