using System.Data;
using System.Net.Sockets;
using System.Security.Authentication;
using FedOnco.Agent.Data.Sql;
using FedOnco.Protos;
using Npgsql;
using NpgsqlTypes;

namespace FedOnco.Agent.Data.Engines;

/// <summary>A PostgreSQL warehouse: one read-only transaction that sees one state of the data, every statement with a time limit.</summary>
internal sealed class PostgresEngine : IEngine
{
    private const int BlockRows = 2048;

    private readonly NpgsqlConnection _connection;
    private readonly string _name;

    /// <param name="name">Of the dataset, for messages.</param>
    /// <param name="connectionString">Npgsql's; never shown.</param>
    /// <param name="settings">Limits.</param>
    /// <exception cref="FedOncoException">SourceConnection.</exception>
    public PostgresEngine(string name, string connectionString, EngineSettings settings)
    {
        _name = name;
        _connection = new NpgsqlConnection(Restricted(name, connectionString, settings));
        try
        {
            Guard(() =>
            {
                _connection.Open();
                using var begin = _connection.CreateCommand();
                begin.CommandText = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
                begin.ExecuteNonQuery();
                return true;
            }, CancellationToken.None);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    public SqlDialect Dialect => PostgresDialect.Instance;

    public IReadOnlyDictionary<string, ColumnKind> Columns(string relation, CancellationToken cancellationToken) => Guard(() =>
    {
        using var command = Command($"SELECT * FROM {relation} LIMIT 0", new SqlParameters());
        using var reader = command.ExecuteReader(CommandBehavior.SchemaOnly);
        var kinds = new Dictionary<string, ColumnKind>(StringComparer.Ordinal);
        for (var c = 0; c < reader.FieldCount; c++) kinds[reader.GetName(c)] = KindOf(reader.GetDataTypeName(c));
        return kinds;
    }, cancellationToken);

    public IReadOnlyList<object?[]> Rows(string sql, SqlParameters parameters, CancellationToken cancellationToken) => Guard(() =>
    {
        using var command = Command(sql, parameters);
        using var stop = cancellationToken.Register(command.Cancel);
        using var reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            var row = new object?[reader.FieldCount];
            for (var c = 0; c < row.Length; c++) row[c] = reader.IsDBNull(c) ? null : reader.GetValue(c);
            rows.Add(row);
        }

        return rows;
    }, cancellationToken);

    public void Stream(string sql, SqlParameters parameters, bool text, Action<ColumnBlock> take, CancellationToken cancellationToken) => Guard(() =>
    {
        using var command = Command(sql, parameters);
        using var stop = cancellationToken.Register(command.Cancel);
        using var reader = command.ExecuteReader(CommandBehavior.SequentialAccess);
        double[][] numbers = [.. Enumerable.Range(0, reader.FieldCount - (text ? 1 : 0)).Select(_ => new double[BlockRows])];
        var texts = new string?[BlockRows];
        var rows = 0;
        while (reader.Read())
        {
            for (var c = 0; c < numbers.Length; c++) numbers[c][rows] = reader.IsDBNull(c) ? double.NaN : reader.GetDouble(c);
            if (text) texts[rows] = reader.IsDBNull(numbers.Length) ? null : reader.GetString(numbers.Length);
            if (++rows < BlockRows) continue;
            take(new ColumnBlock(rows, numbers, texts));
            rows = 0;
        }

        if (rows > 0) take(new ColumnBlock(rows, numbers, texts));
        return true;
    }, cancellationToken);

    public void Dispose() => _connection.Dispose();

    /// <summary>What a query may do is set on the session, whatever the role could do.</summary>
    private static string Restricted(string name, string connectionString, EngineSettings settings)
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(connectionString)
            {
                ApplicationName = "fedonco-agent",
                Pooling = false,
                Enlist = false,
                IncludeErrorDetail = false,
                CommandTimeout = settings.StatementSeconds + 5,
                Options = $"-c default_transaction_read_only=on -c statement_timeout={settings.StatementSeconds}s -c lock_timeout=10s -c extra_float_digits=1 -c enable_partitionwise_aggregate=on -c search_path=pg_catalog,public",
            };
            return builder.ConnectionString;
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new FedOncoException(ErrorReason.SourceConnection, $"{name}: the connection text cannot be read. It looks like Host=...;Database=...;Username=...;Password=...");
        }
    }

    private static ColumnKind KindOf(string type) => type switch
    {
        "boolean" => ColumnKind.Boolean,
        "date" => ColumnKind.Date,
        "smallint" or "integer" or "bigint" or "real" or "double precision" => ColumnKind.Number,
        _ when type.StartsWith("numeric", StringComparison.Ordinal) => ColumnKind.Number,
        _ when type.StartsWith("timestamp", StringComparison.Ordinal) => ColumnKind.Date,
        _ => ColumnKind.Text,
    };

    private NpgsqlCommand Command(string sql, SqlParameters parameters)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Generated from dictionary and catalogue: names quoted, values bound.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var value in parameters.Values)
        {
            command.Parameters.Add(new NpgsqlParameter
            {
                Value = value,
                NpgsqlDbType = value switch { double => NpgsqlDbType.Double, string => NpgsqlDbType.Text, _ => NpgsqlDbType.Array | NpgsqlDbType.Text },
            });
        }

        return command;
    }

    /// <summary>The server's messages quote data; only its code is told.</summary>
    private T Guard<T>(Func<T> read, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return read();
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw EngineFault.Stopped(_name);
        }
        catch (PostgresException refused) when (refused.SqlState.StartsWith("28", StringComparison.Ordinal) || refused.SqlState.StartsWith("08", StringComparison.Ordinal) || refused.SqlState.StartsWith("57P", StringComparison.Ordinal) || refused.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            throw EngineFault.Unreachable(_name, refused.SqlState);
        }
        catch (PostgresException refused)
        {
            throw EngineFault.Refused(_name, refused.SqlState);
        }
        catch (Exception broken) when (broken is AuthenticationException || broken.InnerException is AuthenticationException)
        {
            throw EngineFault.NotTrusted(_name);
        }
        catch (Exception broken) when (broken is NpgsqlException or SocketException or IOException or TimeoutException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw EngineFault.Unreachable(_name, broken.InnerException is SocketException socket ? socket.SocketErrorCode.ToString() : "no answer");
        }
    }
}
