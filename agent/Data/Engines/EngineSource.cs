using System.Collections.Concurrent;
using FedOnco.Agent.Data.Sql;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Engines;

/// <summary>
/// One state of a dataset in its engine, for all runs: columns are read when they are asked for and kept within a limit, counts are
/// made by the engine. A source that changes under it is noticed and refused, never mixed.
/// </summary>
internal sealed class EngineSource : IDisposable
{
    /// <summary>Cohorts whose rows are kept: at a million patients an eighth of a megabyte each.</summary>
    private const int MostRemembered = 2048;

    /// <summary>From this many rows on a warehouse counts itself: its rows would have to come here first.</summary>
    private const long WarehouseCountsFrom = 50_000;

    private readonly ConcurrentDictionary<string, object> _remembered = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();
    private readonly Lock _use = new();
    private readonly EngineEntry _entry;
    private readonly Dataset _dataset;
    private readonly string _site;
    private readonly EngineSettings _settings;
    private readonly IReadOnlyList<SourceStamp> _stamps;
    private readonly ColumnCache _columns;
    private readonly SourceEngines _engines;
    private long? _rows;
    private long _runs;
    private int _open;

    /// <param name="entry">Where the dataset is and how things are called there.</param>
    /// <param name="dataset">The dictionary's entry.</param>
    /// <param name="site">Id of this site.</param>
    /// <param name="settings">Limits.</param>
    /// <param name="files">An engine that reads columns of Parquet files of this centre; null for one of its own.</param>
    public EngineSource(EngineEntry entry, Dataset dataset, string site, EngineSettings settings, Lazy<DuckDbEngine>? files = null)
    {
        (_entry, _dataset, _site, _settings) = (entry, dataset, site, settings);
        _stamps = [.. entry.Source.Files.Select(SourceStamp.Of)];
        _columns = new ColumnCache((long)settings.ColumnMemoryMiB << 20);
        _engines = new SourceEngines(entry, dataset, settings, files);
    }

    /// <summary>What the conformance check of this very state has counted already, so that no run counts it again.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="isOneRowPerPatient">Whether no two rows share a patient key.</param>
    public void Know(long rows, bool isOneRowPerPatient)
    {
        if (_entry.Source.IsWarehouse) return;
        _rows = rows;
        if (_dataset.PatientKey.Length > 0) Remember(Unique(_dataset.PatientKey), () => (object)isOneRowPerPatient);
    }

    /// <summary>The source for one run.</summary>
    /// <param name="wanted">Variables that the run is about; read together when one of them is asked for.</param>
    /// <param name="cancellationToken">Stops its queries.</param>
    /// <param name="also">Variables that it may need besides.</param>
    /// <param name="earlier">What cohorts had before a refresh; nothing where it is null.</param>
    public RunSource Open(IEnumerable<string> wanted, CancellationToken cancellationToken, IEnumerable<string>? also = null, Func<RunSource, IEarlierRows?>? earlier = null)
    {
        var together = wanted.ToHashSet(StringComparer.Ordinal);
        lock (_use)
        {
            RequireUnchanged();
            _engines.Want(together);
            _engines.Want(also ?? []);
            _open++;
            return new RunSource(this, ++_runs, together, earlier, cancellationToken);
        }
    }

    /// <summary>What a warehouse holds, as a hash of its rows in any order; null for files, whose bytes are hashed.</summary>
    public string? Fingerprint(CancellationToken cancellationToken)
    {
        if (!_entry.Source.IsWarehouse) return null;
        lock (_use)
        {
            return Guard(() => _engines.Fingerprint(cancellationToken));
        }
    }

    /// <summary>Gives back what a look at everything took, where no run is open; runs read again what they need.</summary>
    public void Forget()
    {
        lock (_use)
        {
            if (_open > 0) return;
            _columns.Clear();
            if (_engines.ForgetStage()) _remembered.Clear();
        }
    }

    public void Dispose() => _engines.Dispose();

    internal int Rows(CancellationToken cancellationToken)
    {
        lock (_use)
        {
            return checked((int)(_rows ??= Guard(() =>
            {
                var origin = _engines.Counting([], cancellationToken);
                return (long)origin.Engine.Rows($"SELECT count(*) FROM {origin.Relation}", new SqlParameters(), cancellationToken)[0][0]!;
            })));
        }
    }

    internal ReadOnlyMemory<double> Column(string name, RunSource run, CancellationToken cancellationToken)
    {
        var held = Values(name, false, run, cancellationToken);
        if (held is DoubleValues) return held.Whole();
        // Who asks for doubles will ask again.
        var values = new DoubleValues(held.Whole());
        _columns.Replace(name, values);
        return values.Whole();
    }

    /// <summary>A column in the form in which it is kept.</summary>
    /// <param name="name">Variable.</param>
    /// <param name="compact">Whether what is read now, and what is read with it, is kept in fewer bytes where it can be.</param>
    /// <param name="run">Who asks.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    internal ColumnValues Values(string name, bool compact, RunSource run, CancellationToken cancellationToken)
    {
        if (_columns.Find(name, run.Number) is { } kept) return kept;
        var variable = _dataset.Variables.FirstOrDefault(v => v.Name == name) ?? throw new ArgumentException("the dictionary has no such variable");
        if (!VariableSql.IsRead(variable))
        {
            var computed = DerivedColumns.Compute(_dataset, variable, _site, run);
            var values = new DoubleValues(computed);
            _columns.Keep(name, values, values.IsFinite, run.Number);
            return values;
        }

        var rows = Rows(cancellationToken);
        lock (_use)
        {
            return _columns.Find(name, run.Number) ?? Guard(() => Read(variable, compact, run, rows, cancellationToken));
        }
    }

    /// <summary>Whether a column has neither missing nor infinite values: found when it was read.</summary>
    internal bool IsFinite(string name, RunSource run, CancellationToken cancellationToken)
    {
        if (_columns.IsFinite(name) is { } known) return known;
        var values = Values(name, true, run, cancellationToken);
        return _columns.IsFinite(name) ?? values.IsFinite;
    }

    /// <summary>Something made of each patient's key, in the order of the columns' rows; null where a row has none.</summary>
    internal T[]? MapKeys<T>(Func<string, T> map, CancellationToken cancellationToken)
    {
        var key = _dataset.Variables.First(v => v.Name == _dataset.PatientKey);
        var rows = Rows(cancellationToken);
        lock (_use) return Guard(() => KeyColumn.Map(_engines.Columns([key], cancellationToken), key, rows, map, cancellationToken));
    }

    internal Combinations? Combine(StudyContext context, Expression? subset, IReadOnlyList<Expression> keys, bool patients, CancellationToken cancellationToken)
    {
        if (Rows(cancellationToken) < CountsFrom) return null;
        lock (_use)
        {
            var names = keys.Concat(subset is null ? [] : [subset]).SelectMany(VariableNames.Of).Concat(patients ? [_dataset.PatientKey] : []);
            return Guard(() => CombinationQuery.Of(_engines.Counting(names, cancellationToken), context, _site, subset, keys, patients)?.Run(cancellationToken));
        }
    }

    internal bool IsUnique(string column, CancellationToken cancellationToken) => Remember(Unique(column), () =>
    {
        var variable = _dataset.Variables.First(v => v.Name == column);
        lock (_use)
        {
            return Guard(() =>
            {
                var origin = _engines.Counting([column], cancellationToken);
                var parameters = new SqlParameters();
                var row = origin.Engine.Rows($"SELECT count(k), count(DISTINCT k) FROM (SELECT {origin.Variables.Text(variable, parameters)} AS k FROM {origin.Relation}) AS keys", parameters, cancellationToken)[0];
                return (object)((long)row[0]! == (long)row[1]!);
            });
        }
    }) is true;

    /// <summary>Rows of earlier cohorts: kept as long as the snapshot is, the oldest forgotten first.</summary>
    internal T Remember<T>(string key, Func<T> compute)
        where T : class
    {
        if (_remembered.TryGetValue(key, out var known)) return (T)known;
        var computed = compute();
        if (_remembered.TryAdd(key, computed)) _order.Enqueue(key);
        while (_order.Count > MostRemembered && _order.TryDequeue(out var oldest)) _remembered.TryRemove(oldest, out _);
        return computed;
    }

    /// <summary>A warehouse's transaction ends with the last run; its data are compared when the next one begins.</summary>
    internal void Leave()
    {
        lock (_use)
        {
            if (--_open == 0 && _entry.Source.IsWarehouse) _engines.Close();
        }
    }

    private long CountsFrom => _entry.Source.IsWarehouse ? Math.Min(_settings.CountFrom, WarehouseCountsFrom) : _settings.CountFrom;

    private static string Unique(string column) => "unique " + column;

    private ColumnValues Read(Variable variable, bool compact, RunSource run, int rows, CancellationToken cancellationToken)
    {
        if (variable.Name == _dataset.PatientKey)
        {
            var key = new DoubleValues(KeyColumn.Read(_engines.Columns([variable], cancellationToken), variable, rows, cancellationToken) ?? throw EngineFault.Changed(_entry.Dataset, "the number of rows"));
            _columns.Keep(variable.Name, key, key.IsFinite, run.Number);
            return key;
        }

        var together = Together(variable, run, rows);
        var read = Plain(together, rows, cancellationToken) ?? NumberColumns.Read(_engines.Columns(together, cancellationToken), together, v => compact && IsNumber(v), rows, cancellationToken) ?? throw EngineFault.Changed(_entry.Dataset, "the number of rows");
        for (var c = 0; c < read.Length; c++) _columns.Keep(together[c].Name, read[c].Values, read[c].IsFinite, run.Number);
        return read[0].Values;
    }

    /// <summary>Levels and truth values are asked for as doubles, whatever a run does with them.</summary>
    private static bool IsNumber(Variable variable) => variable.Type is not (VariableType.Category or VariableType.Boolean);

    /// <summary>Numbers of a text file, read past the engine; null where it is needed.</summary>
    private NumberColumn[]? Plain(List<Variable> variables, int rows, CancellationToken cancellationToken)
    {
        if (_entry.Source is not CsvSource csv) return null;
        var known = _engines.Origin(cancellationToken).Variables;
        var columns = variables.Select(v => (Name: _entry.ColumnOf(v.Name), Decoding: known.TextDecodingOf(v))).ToList();
        return columns.Any(c => c.Decoding is null) ? null : CsvNumbers.Read(csv.Path, [.. columns.Select(c => (c.Name, c.Decoding!))], [.. variables.Select(known.MissingTexts)], rows, cancellationToken)?.Select(v => new DoubleValues(v)).Select(v => new NumberColumn(v, v.IsFinite)).ToArray();
    }

    /// <summary>A variable and what the run will ask for next, as long as all of it can be kept; the variable alone otherwise.</summary>
    private List<Variable> Together(Variable variable, RunSource run, int rows)
    {
        var others = _dataset.Variables.Where(v => v != variable && v.Name != _dataset.PatientKey && VariableSql.IsRead(v) && run.Wants(v.Name) && _columns.Find(v.Name, run.Number) is null);
        List<Variable> all = [variable, .. others];
        return _columns.Holds(all.Count, rows, run.Number) ? all : [variable];
    }

    /// <summary>Whether its files are those that were there when it was made.</summary>
    internal bool IsUnchanged => ChangedFile() is null;

    private void RequireUnchanged()
    {
        if (ChangedFile() is { } file) throw EngineFault.Changed(_entry.Dataset, Path.GetFileName(file));
    }

    private string? ChangedFile()
    {
        foreach (var (file, stamp) in _entry.Source.Files.Zip(_stamps))
        {
            if (stamp.Length >= 0 && SourceStamp.Of(file) != stamp) return file;
        }

        return null;
    }

    /// <summary>The engine's messages quote the data; the line is found without them.</summary>
    private T Guard<T>(Func<T> read)
    {
        try
        {
            RequireUnchanged();
            var result = read();
            RequireUnchanged();
            return result;
        }
        catch (DuckDbFault broken)
        {
            RequireUnchanged();
            throw SourceFault.Unreadable(_entry, broken);
        }
        catch (Exception ended) when (_entry.Source.IsWarehouse && ended is FedOncoException or OperationCanceledException)
        {
            // Its transaction is lost, to the other runs as well: the next look begins another one.
            _engines.Close();
            throw;
        }
    }
}
