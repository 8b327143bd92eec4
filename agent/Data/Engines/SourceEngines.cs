using FedOnco.Agent.Data.Sql;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Engines;

/// <summary>
/// Where the rows of a dataset are counted and read: the source in its own engine, the same in an engine of one thread, or the stage.
/// Each is opened when it is first needed. For one caller at a time.
/// </summary>
/// <param name="entry">Where the dataset is and how things are called there.</param>
/// <param name="dataset">The dictionary's entry.</param>
/// <param name="settings">Limits.</param>
/// <param name="files">An engine that reads columns of Parquet files of this centre; null for one of its own.</param>
internal sealed class SourceEngines(EngineEntry entry, Dataset dataset, EngineSettings settings, Lazy<DuckDbEngine>? files) : IDisposable
{
    private readonly HashSet<string> _wanted = new(StringComparer.Ordinal);
    private Located? _origin;
    private Located? _reader;
    private Located? _staged;
    private string? _fingerprint;

    /// <summary>Variables that the stage has to hold when it is made anew.</summary>
    public void Want(IEnumerable<string> names) => _wanted.UnionWith(names);

    /// <summary>Where rows are counted: by the source's own engine, or in the stage of what would be parsed again each time.</summary>
    public Located Counting(IEnumerable<string> names, CancellationToken cancellationToken) => entry.Source.IsStaged ? Staged(names, cancellationToken) : Origin(cancellationToken);

    /// <summary>Where columns are read: the source itself where it keeps an order of rows and is quick to read, otherwise the stage.</summary>
    public Located Columns(IReadOnlyList<Variable> variables, CancellationToken cancellationToken) =>
        !entry.Source.IsWarehouse && !entry.Source.IsStaged && Reader(cancellationToken) is { KeepsOrder: true } reader ? reader : Staged(variables.Select(v => v.Name), cancellationToken);

    /// <summary>The source in its own engine; a warehouse is compared with what it held before.</summary>
    public Located Origin(CancellationToken cancellationToken)
    {
        if (_origin is not null) return _origin;
        var opened = Open(() => entry.Source.Open(entry.Dataset, settings), cancellationToken);
        try
        {
            if (entry.Source.IsWarehouse)
            {
                var found = FingerprintOf(opened.Located, cancellationToken);
                _fingerprint ??= found;
                if (_fingerprint != found) throw EngineFault.Changed(entry.Dataset, "the table");
            }

            return _origin = opened.Located;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>What a warehouse holds, as a hash of its rows in any order.</summary>
    public string Fingerprint(CancellationToken cancellationToken) => FingerprintOf(Origin(cancellationToken), cancellationToken);

    /// <summary>Ends a warehouse's transaction; the next look begins another one.</summary>
    public void Close()
    {
        if (_origin is { } origin && !ReferenceEquals(origin.Engine, _staged?.Engine)) origin.Engine.Dispose();
        _origin = null;
    }

    /// <summary>Gives the stage back; false where there was none.</summary>
    public bool ForgetStage()
    {
        if (_staged is null) return false;
        Close();
        _staged.Engine.Dispose();
        _staged = null;
        _wanted.Clear();
        return true;
    }

    public void Dispose()
    {
        Close();
        _reader?.Engine.Dispose();
        _staged?.Engine.Dispose();
        _reader = _staged = null;
    }

    /// <summary>The source in an engine of one thread: rows that are streamed in their order pass between the threads of a larger one, which costs more than it gains.</summary>
    private Located Reader(CancellationToken cancellationToken) => _reader ??= Open(OpenReader, cancellationToken).Located;

    private IEngine OpenReader() => files is not null && entry.Source is ParquetSource ? files.Value.Connect(entry.Dataset) : entry.Source.Open(entry.Dataset, settings with { Threads = 1 });

    /// <summary>The stage, made anew with all that was ever wanted where a variable is not in it yet.</summary>
    private Located Staged(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        _wanted.UnionWith(names);
        var wanted = dataset.Variables.Where(v => VariableSql.IsRead(v) && Needs(v.Name)).ToList();
        if (_staged is not null && wanted.All(_staged.Variables.Has)) return _staged;
        var origin = Origin(cancellationToken);
        if (!entry.Source.IsWarehouse) return _staged = Stage.Copy((DuckDbEngine)origin.Engine, origin, wanted, cancellationToken);
        var engine = (DuckDbEngine?)_staged?.Engine ?? new DuckDbEngine(entry.Dataset, settings, []);
        return _staged = Stage.Load(engine, origin, wanted, cancellationToken);
    }

    /// <summary>Wanted itself, or by a derived variable that is.</summary>
    private bool Needs(string name) => _wanted.Contains(name) || dataset.Variables.Any(v => v.Derived is not null && VariableNames.Of(v.Derived).Contains(name));

    private OpenedSource Open(Func<IEngine> open, CancellationToken cancellationToken)
    {
        foreach (var file in entry.Source.Files.Where(f => !File.Exists(f)))
            throw new FedOncoException(ErrorReason.SourceUnreadable, $"{entry.Dataset}: {Path.GetFileName(file)} is missing. Check its path in the catalogue.");
        var engine = open();
        try
        {
            return new OpenedSource(entry.Source.Locate(engine, entry, dataset, cancellationToken));
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    private static string FingerprintOf(Located located, CancellationToken cancellationToken)
    {
        var row = located.Engine.Rows($"SELECT count(*), CAST(coalesce(sum(CAST({located.Variables.RowHash} AS numeric)), 0) AS text) FROM {located.Relation}", new SqlParameters(), cancellationToken)[0];
        return $"{row[0]} {row[1]}";
    }
}
