using System.Collections.Concurrent;
using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.Data.Sql;
using FedOnco.Analyses.Tests.Harness;
using FedOnco.Documents.Dictionaries;
using FedOnco.Protos;

[assembly: AssemblyFixture(typeof(FedOnco.Agent.Tests.Engines.SharedHoldings))]

namespace FedOnco.Agent.Tests.Engines;

/// <summary>The sample data of every centre in every kind of source, opened once for all tests.</summary>
public sealed class SharedHoldings : IDisposable
{
    /// <summary>Started when a test first asks for it.</summary>
    public PostgresServer Server { get; } = new();

    private readonly string _folder = Directory.CreateTempSubdirectory("fedonco-test-").FullName;
    private readonly ConcurrentDictionary<string, Lazy<Centres>> _centres = new();
    private readonly ConcurrentDictionary<(string Dataset, string Kind, bool Counts), Lazy<List<EngineSource>>> _sources = new();

    public Centres Centres(string dataset) =>
        _centres.GetOrAdd(dataset, d => new Lazy<Centres>(() => Load(d))).Value;

    /// <summary>A source for each centre, in the order of their ids.</summary>
    /// <param name="dataset">Name.</param>
    /// <param name="kind">One of <see cref="Holdings.Kinds"/>.</param>
    /// <param name="counts">Whether the engine counts whatever the number of rows; otherwise columns are read.</param>
    internal List<EngineSource> Sources(string dataset, string kind, bool counts) => _sources.GetOrAdd((dataset, kind, counts), _ => new Lazy<List<EngineSource>>(() =>
    {
        var database = kind == "postgres" ? Server.CreateDatabase() : "";
        var described = Centres(dataset).Dataset;
        return [.. Directory.GetDirectories(Samples).Where(d => File.Exists(Path.Combine(d, dataset + ".csv"))).Order(StringComparer.Ordinal).Select(d =>
        {
            var site = Path.GetFileName(d);
            var source = Holdings.Of(kind, Path.Combine(d, dataset + ".csv"), described, _folder, Server, database, $"{dataset}_{site}_{counts}".ToLowerInvariant());
            return new EngineSource(Holdings.Entry(described, source), described, site, new EngineSettings(CountFrom: counts ? 0 : long.MaxValue));
        })];
    })).Value;

    /// <summary>A source of its own over a made-up table, dataset d; columns are read.</summary>
    /// <param name="kind">One of <see cref="Holdings.Kinds"/>.</param>
    /// <param name="described">The dictionary's entry.</param>
    /// <param name="csv">The table as text.</param>
    /// <param name="folder">Receives its files.</param>
    /// <param name="settings">Limits.</param>
    internal EngineSource Open(string kind, Dataset described, string csv, string folder, EngineSettings? settings = null)
    {
        var file = Path.Combine(folder, "d.csv");
        File.WriteAllText(file, csv);
        var spec = Holdings.Of(kind, file, described, folder, Server, kind == "postgres" ? Server.CreateDatabase() : "", "d");
        return new EngineSource(Holdings.Entry(described, spec), described, "s1", settings ?? new EngineSettings(CountFrom: long.MaxValue));
    }

    /// <summary>The same rows as CSV, in the order in which those of a warehouse are read: by the values of the whole row.</summary>
    internal List<EngineSource> InOrderOfWarehouse(string dataset) => _sources.GetOrAdd((dataset, "csv in order", false), _ => new Lazy<List<EngineSource>>(() =>
    {
        var database = Server.CreateDatabase();
        var described = Centres(dataset).Dataset;
        return [.. Directory.GetDirectories(Samples).Where(d => File.Exists(Path.Combine(d, dataset + ".csv"))).Order(StringComparer.Ordinal).Select(d =>
        {
            var (site, csv, ordered) = (Path.GetFileName(d), Path.Combine(d, dataset + ".csv"), Path.Combine(_folder, $"{Path.GetFileName(d)}_{dataset}.csv"));
            var table = $"{dataset}_{site}".ToLowerInvariant();
            Holdings.Of("postgres", csv, described, _folder, Server, database, table);
            using var engine = new PostgresEngine(dataset, Server.ReaderOf(database), new EngineSettings());
            var hash = PostgresDialect.Instance.RowHash(described.Variables.Where(VariableSql.IsRead).Select(v => SqlDialect.Name(v.Name)));
            var order = engine.Rows($"SELECT r FROM (SELECT *, row_number() OVER (ORDER BY ctid) AS r FROM {table}) AS rows ORDER BY {hash}", new SqlParameters(), CancellationToken.None);
            var lines = File.ReadAllLines(csv);
            File.WriteAllLines(ordered, order.Select(r => lines[(int)(long)r[0]!]).Prepend(lines[0]));
            return new EngineSource(Holdings.Entry(described, new CsvSource(ordered)), described, site, new EngineSettings(CountFrom: long.MaxValue));
        })];
    })).Value;

    private static Centres Load(string dataset)
    {
        var centres = FedOnco.Analyses.Tests.Harness.Centres.Load(Samples, dataset);
        centres.Dataset.LifeTables.Add(LifeTableFile.Read("population", File.ReadLines(Path.Combine(Shared.Root(), "tests", "golden", "survival", "netsurv", "population.lifetable.csv"))));
        return centres;
    }

    private static string Samples => Path.Combine(Shared.Root(), "samples", "trials");

    public void Dispose()
    {
        foreach (var source in _sources.Values.Where(s => s.IsValueCreated).SelectMany(s => s.Value)) source.Dispose();
        Server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
