using System.Globalization;
using System.Text.RegularExpressions;
using FedOnco.Documents.Yaml;

namespace FedOnco.Agent.Data.Mapping;

/// <summary>The source of an entry: csv, parquet, duckdb, postgres or omop54, with its table or SQL.</summary>
internal static class SourceFields
{
    private static readonly string[] Kinds = ["csv", "parquet", "duckdb", "postgres", "omop54"];
    private static readonly Dictionary<string, string> Encodings = new(StringComparer.Ordinal) { ["utf-8"] = "utf-8", ["latin-1"] = "latin-1", ["utf-16"] = "utf-16" };

    public static DataSource Read(StrictMap map, string folder, IReadOnlyDictionary<string, ConnectionEntry> connections)
    {
        var given = Kinds.Where(map.Has).ToList();
        if (given.Count != 1) map.Fault($"one of {string.Join(", ", Kinds.Select(k => k + ":"))} is needed{(given.Count == 0 ? "" : $", not {string.Join(" and ", given)}")}.");
        var kind = given.FirstOrDefault() ?? "";
        var source = kind == "omop54" ? (map.Map(kind) is { } omop ? Omop(omop, folder, connections) : new DataSource { Kind = SourceKind.Csv }) : Plain(kind, map, folder, connections);
        source = source with { Table = Table(map, source, kind), Sql = Sql(map, folder) };
        if (kind is "duckdb" or "postgres" && (source.Table is null) == (source.Sql.Length == 0)) map.Fault($"{kind} needs table: or sql: (one of them).");
        if (kind == "omop54" && source.Sql.Length == 0) map.Fault("omop54 needs sql: or sql_file:, as in samples/omop/patient.sql.");
        if (kind == "omop54" && source.Sql.Length > 0 && !OmopTables.UsedIn(source.Sql).Any()) map.Fault($"omop54: the SQL names none of the tables {string.Join(", ", OmopTables.Names)}.");
        return source;
    }

    private static DataSource Plain(string kind, StrictMap map, string folder, IReadOnlyDictionary<string, ConnectionEntry> connections) => kind switch
    {
        "parquet" => new DataSource { Kind = SourceKind.Parquet, Files = Files(map, kind, folder) },
        "duckdb" => new DataSource { Kind = SourceKind.DuckDb, Files = [Path.GetFullPath(map.Text(kind), folder)] },
        "postgres" => new DataSource { Kind = SourceKind.Postgres, Connection = Connection(map, kind, connections) },
        _ when map.IsMap("csv") && map.Map("csv") is { } fields => Csv(fields, folder),
        _ => new DataSource { Kind = SourceKind.Csv, Files = Files(map, "csv", folder) },
    };

    private static DataSource Csv(StrictMap map, string folder)
    {
        var delimiter = map.Text("delimiter", fallback: ",");
        if (delimiter == "tab") delimiter = "\t";
        if (delimiter.Length != 1 || delimiter is "\"" or "\n" or "\r") map.Fault("delimiter", "one character, or tab.");
        var source = new DataSource { Kind = SourceKind.Csv, Files = Files(map, "files", folder), Csv = new CsvFormat(delimiter.FirstOrDefault(','), map.Choice("encoding", Encodings, "utf-8")) };
        if (!map.Has("files")) map.Fault("files is missing.");
        map.RequireNoOthers();
        return source;
    }

    private static DataSource Omop(StrictMap map, string folder, IReadOnlyDictionary<string, ConnectionEntry> connections)
    {
        string[] holders = ["csv", "parquet", "duckdb", "postgres"];
        var given = holders.Where(map.Has).ToList();
        if (given.Count != 1) map.Fault("omop54 needs one of csv: FOLDER, parquet: FOLDER, duckdb: FILE, postgres: CONNECTION.");
        var holder = given.FirstOrDefault() ?? "csv";
        var schema = map.Text("schema", fallback: holder == "postgres" ? "public" : "main");
        var path = Path.GetFullPath(map.Text(holder), folder);
        DataSource source = holder switch
        {
            "duckdb" => new() { Kind = SourceKind.DuckDb, Files = [path], Omop = new OmopLayout(schema, new Dictionary<string, string>()) },
            "postgres" => new() { Kind = SourceKind.Postgres, Connection = Connection(map, holder, connections), Omop = new OmopLayout(schema, new Dictionary<string, string>()) },
            _ => OmopFiles(path, holder),
        };
        map.RequireNoOthers();
        return source;
    }

    /// <summary>PERSON.csv or person.csv; a table without a file is reported when the SQL reads it.</summary>
    private static DataSource OmopFiles(string folder, string ending)
    {
        var there = Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
        var files = OmopTables.Names.ToDictionary(t => t, t => there.FirstOrDefault(f => Path.GetFileName(f).Equals($"{t}.{ending}", StringComparison.OrdinalIgnoreCase)) ?? Path.Combine(folder, $"{t}.{ending}"));
        return new DataSource { Kind = ending == "csv" ? SourceKind.Csv : SourceKind.Parquet, Files = [.. files.Values], Omop = new OmopLayout("", files) };
    }

    private static ConnectionEntry? Connection(StrictMap map, string key, IReadOnlyDictionary<string, ConnectionEntry> connections)
    {
        if (connections.TryGetValue(map.Text(key), out var connection)) return connection;
        map.Fault(key, $"{map.Text(key)} is not under connections: of this catalogue.");
        return null;
    }

    private static TableName? Table(StrictMap map, DataSource source, string kind)
    {
        var text = map.Text("table");
        if (text.Length == 0) return null;
        if (kind is not ("duckdb" or "postgres")) map.Fault("table", "only a database has tables.");
        var parts = text.Split('.');
        if (parts.Length > 2 || parts.Any(p => p.Length == 0)) map.Fault("table", "write schema.table; where a name holds a dot, write sql: instead.");
        return parts.Length == 1 ? new TableName(source.Kind == SourceKind.Postgres ? "public" : "main", parts[0]) : new TableName(parts[0], parts[^1]);
    }

    private static string Sql(StrictMap map, string folder)
    {
        var (sql, file) = (map.Text("sql"), map.Text("sql_file"));
        var key = file.Length > 0 ? "sql_file" : "sql";
        if (file.Length > 0 && sql.Length > 0) map.Fault("sql_file", "sql: or sql_file:, not both.");
        if (file.Length > 0 && !File.Exists(Path.GetFullPath(file, folder))) map.Fault("sql_file", $"{file} is missing.");
        else if (file.Length > 0) sql = File.ReadAllText(Path.GetFullPath(file, folder));
        sql = WithConcepts(sql.TrimEnd().TrimEnd(';'), key, map);
        if (sql.Length > 0 && ReadOnlySql.Fault(sql) is { } fault) map.Fault(key, fault);
        return sql;
    }

    /// <summary>{name} becomes (1, 2, 3): whole numbers only, so nothing else can enter.</summary>
    private static string WithConcepts(string sql, string key, StrictMap map)
    {
        var unused = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, ids) in map.Map("concepts")?.ListEntries() ?? [])
        {
            if (ids.Count == 0 || !ids.All(i => long.TryParse(i, NumberStyles.None, CultureInfo.InvariantCulture, out _))) map.Fault("concepts", $"{name} is a list of whole numbers, the concept ids.");
            else if (!sql.Contains($"{{{name}}}", StringComparison.Ordinal)) unused.Add(name);
            else sql = sql.Replace($"{{{name}}}", $"({string.Join(", ", ids)})", StringComparison.Ordinal);
        }

        if (unused.Count > 0) map.Fault("concepts", $"the SQL does not use {{{string.Join("}, {", unused)}}}.");
        foreach (var name in Regex.Matches(sql, @"\{(\w+)\}").Select(m => m.Groups[1].Value).Distinct()) map.Fault(key, $"{{{name}}} is not under concepts:.");
        return sql;
    }

    private static List<string> Files(StrictMap map, string key, string folder)
    {
        var files = new List<string>();
        foreach (var text in map.OneOrMore(key))
        {
            var path = Path.GetFullPath(text, folder);
            var (parent, name) = (Path.GetDirectoryName(path), Path.GetFileName(path));
            if (text.Length == 0) map.Fault(key, "a path is needed.");
            else if (!name.Contains('*', StringComparison.Ordinal) || !Directory.Exists(parent)) files.Add(path);
            else if (Directory.GetFiles(parent, name) is { Length: > 0 } found) files.AddRange(found.Order(StringComparer.Ordinal));
            else map.Fault(key, $"no file fits {text}.");
        }

        return files;
    }
}
