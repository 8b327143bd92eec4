using DuckDB.NET.Data;
using DuckDB.NET.Native;
using FedOnco.Agent.Data.Sql;

namespace FedOnco.Agent.Data.Engines;

/// <summary>The embedded engine, in memory, which may open the named files and nothing else. Results are read in its own blocks.</summary>
internal sealed class DuckDbEngine : IEngine
{
    private readonly DuckDBConnection _connection;
    private readonly string _name;
    private readonly int _seconds;

    /// <param name="name">Of the dataset, for messages.</param>
    /// <param name="settings">Limits.</param>
    /// <param name="files">Files that may be read.</param>
    /// <param name="databases">DuckDB files, attached read-only under these names; tables of the first are found without its name.</param>
    /// <exception cref="DuckDbFault">The database file cannot be opened.</exception>
    public DuckDbEngine(string name, EngineSettings settings, IReadOnlyList<string> files, IReadOnlyList<(string File, string Name)>? databases = null)
    {
        _name = name;
        _seconds = settings.StatementSeconds;
        _connection = new DuckDBConnection("DataSource=:memory:");
        _connection.Open();
        try
        {
            foreach (var (file, attached) in databases ?? []) Execute($"ATTACH {DuckDbDialect.Literal(file)} AS {SqlDialect.Name(attached)} (READ_ONLY)");
            // Tables of its own are made in memory: that comes first.
            if (databases is [var (_, first), ..]) Execute($"SET search_path = 'memory.main,{first}.main'");
            Execute($"SET allowed_paths = [{string.Join(", ", files.Select(DuckDbDialect.Literal))}]");
            Execute($"SET temp_directory = {DuckDbDialect.Literal(settings.TemporaryFolder ?? "")}");
            Execute($"SET memory_limit = '{settings.MemoryMiB} MiB'");
            if (settings.Threads is { } threads) Execute($"SET threads = {threads}");
            Execute("SET enable_external_access = false");
            Execute("SET lock_configuration = true");
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    private DuckDbEngine(string name, int seconds, DuckDBConnection connection) => (_name, _seconds, _connection) = (name, seconds, connection);

    /// <summary>Another session of this engine, with its limits and its files: a fraction of what an engine of its own costs.</summary>
    /// <param name="name">Of the dataset, for messages.</param>
    public DuckDbEngine Connect(string name)
    {
        var session = _connection.Duplicate();
        session.Open();
        return new DuckDbEngine(name, _seconds, session);
    }

    public SqlDialect Dialect => DuckDbDialect.Instance;

    public IReadOnlyDictionary<string, ColumnKind> Columns(string relation, CancellationToken cancellationToken)
    {
        var rows = Rows($"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {relation})", new SqlParameters(), cancellationToken);
        // Names are told apart without case, as the engine does.
        var kinds = new Dictionary<string, ColumnKind>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in rows) kinds[(string)row[0]!] = KindOf((string)row[1]!);
        return kinds;
    }

    /// <summary>A statement without result.</summary>
    public void Execute(string sql) => Execute(sql, new SqlParameters(), CancellationToken.None);

    public void Execute(string sql, SqlParameters parameters, CancellationToken cancellationToken) => Run(sql, parameters, false, _ => { }, cancellationToken);

    public IReadOnlyList<object?[]> Rows(string sql, SqlParameters parameters, CancellationToken cancellationToken)
    {
        var rows = new List<object?[]>();
        Run(sql, parameters, false, chunk => chunk.AddRows(rows), cancellationToken);
        return rows;
    }

    public void Stream(string sql, SqlParameters parameters, bool text, Action<ColumnBlock> take, CancellationToken cancellationToken)
    {
        double[][]? numbers = null;
        var texts = new string?[DuckDbChunk.MostRows];
        Run(sql, parameters, true, chunk =>
        {
            numbers ??= [.. Enumerable.Range(0, chunk.Columns - (text ? 1 : 0)).Select(_ => new double[DuckDbChunk.MostRows])];
            for (var c = 0; c < numbers.Length; c++) chunk.CopyDoubles(c, numbers[c]);
            if (text) chunk.CopyTexts(numbers.Length, texts);
            take(new ColumnBlock(chunk.Rows, numbers, texts));
        }, cancellationToken);
    }

    /// <summary>Appends rows to a table of this engine.</summary>
    public DuckDB.NET.Data.DuckDBAppender Append(string table) => _connection.CreateAppender(table);

    public void Dispose() => _connection.Dispose();

    private static ColumnKind KindOf(string type) => type switch
    {
        "BOOLEAN" => ColumnKind.Boolean,
        "DATE" => ColumnKind.Date,
        "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" or "UHUGEINT" or "FLOAT" or "DOUBLE" => ColumnKind.Number,
        _ when type.StartsWith("DECIMAL", StringComparison.Ordinal) => ColumnKind.Number,
        _ when type.StartsWith("TIMESTAMP", StringComparison.Ordinal) => ColumnKind.Date,
        _ => ColumnKind.Text,
    };

    private void Run(string sql, SqlParameters parameters, bool stream, Action<DuckDbChunk> take, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(_seconds));
        using var stop = limit.Token.Register(_connection.NativeConnection.Interrupt);
        try
        {
            Run(sql, parameters, stream, take);
        }
        catch (DuckDbFault) when (limit.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw EngineFault.Stopped(_name);
        }
    }

    private void Run(string sql, SqlParameters parameters, bool stream, Action<DuckDbChunk> take)
    {
        var prepared = NativeMethods.PreparedStatements.DuckDBPrepare(_connection.NativeConnection, sql, out var statement);
        using (statement)
        {
            if (prepared != DuckDBState.Success) throw Failure(NativeMethods.PreparedStatements.DuckDBPrepareError(statement));
            for (var i = 0; i < parameters.Values.Count; i++) Bind(statement, i + 1, parameters.Values[i]);
            var result = default(DuckDBResult);
            try
            {
                var state = stream
                    ? NativeMethods.PreparedStatements.DuckDBExecutePreparedStreaming(statement, out result)
                    : NativeMethods.PreparedStatements.DuckDBExecutePrepared(statement, out result);
                if (state != DuckDBState.Success) throw Failure(NativeMethods.Query.DuckDBResultError(ref result));
                Fetch(ref result, take);
            }
            finally
            {
                NativeMethods.Query.DuckDBDestroyResult(ref result);
            }
        }
    }

    private static void Fetch(ref DuckDBResult result, Action<DuckDbChunk> take)
    {
        while (true)
        {
            using var chunk = NativeMethods.Query.DuckDBFetchChunk(result);
            if (chunk.IsInvalid)
            {
                // A stream that breaks ends like one that is complete; only its error tells them apart.
                if (NativeMethods.Query.DuckDBResultError(ref result) is { Length: > 0 } message) throw Failure(message);
                return;
            }

            var rows = (int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(chunk);
            if (rows > 0) take(new DuckDbChunk(chunk, rows));
        }
    }

    private static void Bind(DuckDBPreparedStatement statement, int place, object value)
    {
        var state = value is double number
            ? NativeMethods.PreparedStatements.DuckDBBindDouble(statement, place, number)
            : NativeMethods.PreparedStatements.DuckDBBindVarchar(statement, place, (string)value);
        if (state != DuckDBState.Success) throw Failure("a parameter was not taken");
    }

    private static DuckDbFault Failure(string message) => new(message);
}
