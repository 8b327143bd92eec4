using FedOnco.Agent.Data.Check;
using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.Data.Mapping;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Draft;

/// <summary>Finds the files of a folder or the tables of a DuckDB file, and samples their columns.</summary>
internal static class SourceSampler
{
    private static readonly string[] FileEndings = [".csv", ".tsv", ".txt", ".parquet"];
    private static readonly string[] DatabaseEndings = [".duckdb", ".db"];

    private const string ServerTables = "SELECT CAST(table_schema AS text) AS table_schema, CAST(table_name AS text) AS table_name FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2";

    /// <summary>Tables and views that the role of a connection may read.</summary>
    public static IReadOnlyList<SourceSample> Sample(ConnectionEntry connection)
    {
        var source = new DataSource { Kind = SourceKind.Postgres, Connection = connection, Sql = ServerTables };
        return SampleTables(connection.Name, source, $"postgres: {ExpressionText.Quote(connection.Name)}");
    }

    /// <param name="path">Folder, data file or DuckDB file.</param>
    /// <param name="home">Folder of the catalogue: paths are written relative to it.</param>
    /// <exception cref="FedOncoException">WrongFile where nothing is there to read; SourceUnreadable naming the file.</exception>
    public static IReadOnlyList<SourceSample> Sample(string path, string home)
    {
        if (!Path.Exists(path)) throw new FedOncoException(ErrorReason.WrongFile, $"{path} is missing. Give --from a folder with CSV or Parquet files, or a DuckDB file.");
        var files = Directory.Exists(path) ? Directory.GetFiles(path).Order(StringComparer.Ordinal).ToList() : [path];
        var samples = files.Where(f => HasEnding(f, FileEndings)).Select(f => SampleFile(f, home))
            .Concat(files.Where(f => HasEnding(f, DatabaseEndings)).SelectMany(f => SampleDatabase(f, home))).ToList();
        return samples.Count > 0 ? samples : throw new FedOncoException(ErrorReason.WrongFile, $"{path} holds no {string.Join(", ", FileEndings.Concat(DatabaseEndings))} file.");
    }

    private static bool HasEnding(string file, string[] endings) => endings.Contains(Path.GetExtension(file).ToLowerInvariant());

    private static SourceSample SampleFile(string file, string home)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        var relative = ExpressionText.Quote(Relative(file, home));
        if (Path.GetExtension(file).Equals(".parquet", StringComparison.OrdinalIgnoreCase)) return new SourceSample(name, $"parquet: {relative}", Columns(name, new DataSource { Kind = SourceKind.Parquet, Files = [file] }));
        var format = CsvSniffer.Guess(file);
        var yaml = format == CsvFormat.Default ? $"csv: {relative}" : $"csv: {{files: {relative}, delimiter: {(format.Delimiter == '\t' ? "tab" : $"\"{format.Delimiter}\"")}, encoding: {format.Encoding}}}";
        return new SourceSample(name, yaml, Columns(name, new DataSource { Kind = SourceKind.Csv, Files = [file], Csv = format }));
    }

    private static List<SourceSample> SampleDatabase(string file, string home)
    {
        var source = new DataSource { Kind = SourceKind.DuckDb, Files = [file], Sql = "SELECT table_schema, table_name FROM information_schema.tables WHERE table_catalog = 'db0' ORDER BY 1, 2" };
        return SampleTables(Path.GetFileName(file), source, $"duckdb: {ExpressionText.Quote(Relative(file, home))}");
    }

    private static List<SourceSample> SampleTables(string name, DataSource source, string yaml)
    {
        var tables = Read(name, source, (engine, from) => Rows(engine, $"SELECT * FROM {from} AS r", r => new TableName(r[0] as string ?? "", r[1] as string ?? "")));
        return [.. tables.Select(t => new SourceSample(t.Name, $"{yaml}\n    table: {ExpressionText.Quote($"{t.Schema}.{t.Name}")}", Columns(t.Name, source with { Sql = "", Table = t })))];
    }

    /// <summary>Relative within the agent's folder, absolute elsewhere.</summary>
    private static string Relative(string file, string home) => Path.GetRelativePath(home, file) is var relative && relative.StartsWith("..", StringComparison.Ordinal) ? file : relative.Replace('\\', '/');

    private static List<ColumnSample> Columns(string name, DataSource source) => Read(name, source, (engine, from) =>
    {
        var columns = engine.Columns($"{from} AS r", CancellationToken.None).Select(c => new SourceColumn(c.Key, c.Value)).ToList();
        return columns.Select(c => new ColumnSample(c.Name, Values(engine, from, MappingDialect.AsText($"r.{MappingDialect.Name(c.Name)}", c.Kind)))).ToList();
    });

    private static List<ValueCount> Values(IEngine engine, string from, string text) =>
        Rows(engine, $"SELECT {text} AS w, count(*) AS n FROM {from} AS r WHERE {text} <> '' GROUP BY 1 ORDER BY n DESC, w LIMIT {ColumnSample.Most}", r => new ValueCount(r[0] as string ?? "", Convert.ToInt64(r[1])));

    /// <summary>Reads a source that no dictionary describes yet.</summary>
    private static T Read<T>(string name, DataSource source, Func<IEngine, string, T> read)
    {
        var data = new MappedDataset(new CatalogueEntry { Dataset = name, Study = "", Source = source }, new Dataset { Name = name }, new Dictionary<string, MappedDataset>());
        return SourceReader.Read(data, new EngineSettings(), (engine, _) => read(engine, RelationSql.Of(source, DatabaseNames.Of(data, source))));
    }

    private static List<T> Rows<T>(IEngine engine, string sql, Func<object?[], T> row) => [.. SourceReader.Rows(engine, sql).Select(row)];
}
