using System.Diagnostics;
using DuckDB.NET.Data;

namespace FedOnco.Bench.SideBySide;

/// <summary>The same questions to the engine alone, over the files of all centres.</summary>
internal static class EngineTimes
{
    private const int Rounds = 5;

    private static readonly (string Name, string Sql)[] Questions =
    [
        ("table", "SELECT stage, treatment, count(*) FROM t GROUP BY ALL"),
        ("describe", "SELECT " + string.Join(", ", Enumerable.Range(1, 10).Select(j => $"count(x{j}), avg(x{j}), stddev(x{j}), quantile_cont(x{j}, [0.25, 0.5, 0.75])")) + " FROM t"),
        ("medians", "SELECT " + string.Join(", ", Enumerable.Range(1, 10).Select(j => $"quantile_cont(x{j}, 0.5)")) + " FROM t"),
    ];

    /// <summary>Seconds by question, least of five, on two threads.</summary>
    public static Dictionary<string, double> Measure(string folder, string name)
    {
        using var engine = new DuckDBConnection("DataSource=:memory:");
        engine.Open();
        Execute(engine, $"SET threads = 2; CREATE VIEW t AS SELECT * FROM read_parquet('{folder.Replace("'", "''", StringComparison.Ordinal)}/*/{name}.parquet')");
        return Questions.ToDictionary(q => q.Name, q => Enumerable.Range(0, Rounds).Min(_ => Time(() => Execute(engine, q.Sql))), StringComparer.Ordinal);
    }

    private static double Time(Action action)
    {
        var started = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static void Execute(DuckDBConnection engine, string sql)
    {
        using var command = engine.CreateCommand();
#pragma warning disable CA2100 // Written in this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        while (reader.Read()) { }
    }
}
