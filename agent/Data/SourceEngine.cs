using DuckDB.NET.Data;
using FedOnco.Agent.Data.Mapping;
using FedOnco.Protos;

namespace FedOnco.Agent.Data;

/// <summary>An embedded engine that sees the files of one dataset, read-only, and nothing else.</summary>
internal static class SourceEngine
{
    /// <exception cref="FedOncoException">SourceUnreadable where a file is missing.</exception>
    public static DuckDBConnection Open(MappedDataset data)
    {
        var files = data.Sources.SelectMany(s => s.Omop is { } omop && s.IsFiles ? OmopTables.UsedIn(s.Sql).Select(t => omop.Files[t]) : s.Files).Distinct().ToList();
        foreach (var file in files.Where(f => !File.Exists(f)))
            throw new FedOncoException(ErrorReason.SourceUnreadable, $"{data.Dataset.Name}: {Path.GetFileName(file)} is missing. Check its path in the catalogue.");
        if (data.Sources.Any(s => s.Kind == SourceKind.Postgres)) throw new FedOncoException(ErrorReason.SourceUnreadable, $"{data.Dataset.Name}: this version reads no PostgreSQL yet. Export the table to Parquet.");
        var engine = new DuckDBConnection("DataSource=:memory:");
        engine.Open();
        var databases = DatabaseNames.All(data);
        foreach (var (file, name) in databases) Execute(engine, $"ATTACH {SqlDialect.Text(file)} AS {SqlDialect.Name(name)} (READ_ONLY)");
        if (data.Entry.Source.Kind == SourceKind.DuckDb) Execute(engine, $"USE {SqlDialect.Name(databases[0].Name)}");
        Execute(engine, $"SET allowed_paths = [{string.Join(", ", files.Select(SqlDialect.Text))}]; SET enable_external_access = false; SET lock_configuration = true");
        return engine;
    }

    private static void Execute(DuckDBConnection engine, string sql)
    {
        using var command = engine.CreateCommand();
#pragma warning disable CA2100 // Paths of the catalogue, quoted.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
