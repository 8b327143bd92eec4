using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using FedOnco.Documents.Csv;
using FedOnco.Documents.Inference;
using FedOnco.Protos;

namespace FedOnco.Cli.Sandbox;

/// <summary>Infers the dictionary on the union of the centres.</summary>
internal sealed class SandboxDictionary
{
    public const string Study = "sandbox";

    private readonly Dictionary<string, InferredDataset> _datasets = new(StringComparer.Ordinal);

    public Dictionary Dictionary { get; } = new() { Study = Study, Version = 1 };

    /// <exception cref="FedOncoException">WrongFile where a file cannot be read, or has a column named site.</exception>
    public static SandboxDictionary Infer(SandboxFolder folder)
    {
        var inferred = new SandboxDictionary();
        foreach (var name in folder.Datasets)
        {
            var dataset = DictionaryInference.Infer(name, Profiles(folder.FilesOf(name)));
            if (dataset.Dataset.Variables.Any(v => v.Name == "site")) throw new FedOncoException(ErrorReason.WrongFile, $"{name} has a column named site, which is the centre that holds the row. Rename the column.");
            dataset.Dataset.LifeTables.Add(folder.LifeTables);
            inferred._datasets[name] = dataset;
            inferred.Dictionary.Datasets.Add(dataset.Dataset);
        }

        return inferred;
    }

    /// <summary>What was guessed about the dataset and the variables that a call uses.</summary>
    public IReadOnlyList<string> NotesFor(Question? question, string call) =>
        question is not null && _datasets.TryGetValue(question.Data, out var dataset)
            ? [.. dataset.Notes.Where(n => n.Variable.Length == 0 || Regex.IsMatch(call, $@"(?<![\w.]){Regex.Escape(n.Variable)}(?![\w.])")).Select(n => n.Text)]
            : [];

    /// <summary>Everything that was guessed, for standard error.</summary>
    public IEnumerable<string> AllNotes => _datasets.SelectMany(d => d.Value.Notes.Select(n => $"{d.Key}: {n.Text}"));

    private static List<ColumnProfile> Profiles(IReadOnlyList<string> files)
    {
        using var engine = new DuckDBConnection("DataSource=:memory:");
        engine.Open();
        for (var i = 0; i < files.Count; i++) Load(engine, files[i], $"part{i}");
        Execute(engine, $"CREATE VIEW whole AS {string.Join(" UNION ALL BY NAME ", Enumerable.Range(0, files.Count).Select(i => $"SELECT * FROM part{i}"))}");
        return [.. Texts(engine, "SELECT column_name FROM (DESCRIBE whole)").Select(c => new ColumnProfile(c, Values(engine, c)))];
    }

    private static List<string> Values(DuckDBConnection engine, string column)
    {
        var name = $"\"{column.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        // Numbers are told apart as numbers: fewer texts are made.
        return Texts(engine, $"SELECT CAST(v AS VARCHAR) AS w FROM (SELECT DISTINCT {name} AS v FROM whole) WHERE w NOT IN ('', 'NA')");
    }

    private static void Load(DuckDBConnection engine, string file, string table)
    {
        var path = $"'{file.Replace("'", "''", StringComparison.Ordinal)}'";
        var source = Path.GetExtension(file) == ".parquet"
            ? $"read_parquet({path})"
            : $"read_csv({path}, header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"', skip = 0, sample_size = -1, strict_mode = true, null_padding = false, ignore_errors = false)";
        try
        {
            Execute(engine, $"CREATE TABLE {table} AS SELECT * FROM {source}");
        }
        catch (DuckDBException)
        {
            using var reader = new StreamReader(file);
            throw new FedOncoException(ErrorReason.WrongFile, $"{file}{(BrokenLine.Find(reader) is { } line ? $" line {line}" : "")} cannot be read: check the number of fields and the quotes there.");
        }
    }

    private static void Execute(DuckDBConnection engine, string sql)
    {
        using var command = engine.CreateCommand();
#pragma warning disable CA2100 // Generated from file and column names, quoted.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static List<string> Texts(DuckDBConnection engine, string sql)
    {
        using var command = engine.CreateCommand();
#pragma warning disable CA2100 // Generated from column names, quoted.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var texts = new List<string>();
        while (reader.Read()) texts.Add(reader.GetString(0));
        return texts;
    }
}
