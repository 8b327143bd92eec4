using System.Data.Common;
using FedOnco.Protos;

namespace FedOnco.Coordinator.State;

/// <summary>The database behind the store: one connection, one statement or group of statements at a time, on disk when it returns.</summary>
internal abstract class StateDatabase : IDisposable
{
    public abstract ColumnTypes Types { get; }

    /// <summary>For messages: file or server, never a password.</summary>
    public abstract string Name { get; }

    /// <summary>What to do where a newer program has written it.</summary>
    /// <param name="found">The version that was found.</param>
    public abstract string WayBack(int found);

    /// <summary>Of the tables; 0 where there are none.</summary>
    public abstract int FindVersion();

    public abstract void SetVersion(int version);

    /// <summary>Before the tables are changed: a copy, where the database can make one.</summary>
    /// <param name="version">That they are brought to.</param>
    public abstract void KeepCopy(int version);

    /// <summary>Makes or changes tables while no other process does.</summary>
    public abstract void Prepare(Action steps);

    /// <summary>Writes a total, which may be large, in the place of an earlier one of the same contract and index.</summary>
    public abstract void SaveTotal(byte[] contract, long index, byte[] step, ReadOnlyMemory<byte> total);

    /// <summary>The column that numbers totals in the order in which they were written.</summary>
    public abstract string Age { get; }

    /// <summary>Contracts with the bytes of their totals, those with the oldest totals first.</summary>
    public IReadOnlyList<(byte[] Contract, long Bytes)> SizesOfTotals() =>
        Read($"SELECT contract, sum(length(total)), max({Age}) FROM totals GROUP BY contract ORDER BY 3", r => ((byte[])r[0], r.GetInt64(1)));

    /// <summary>A statement with parameters @a, @b, ...; rows changed.</summary>
    public int Write(string sql, params object[] values) => Unit(UnitKind.Write, connection =>
    {
        using var command = Command(connection, sql, values);
        return command.ExecuteNonQuery();
    });

    /// <summary>All or nothing. The writes may be run again where the connection broke: what they leave outside is that of the last time.</summary>
    public void InOne(Action writes) => Unit(UnitKind.Group, _ =>
    {
        writes();
        return true;
    });

    /// <summary>The rows of a query with parameters @a, @b, ...</summary>
    public List<T> Read<T>(string sql, Func<DbDataReader, T> row, params object[] values) => Unit(UnitKind.Read, connection =>
    {
        using var command = Command(connection, sql, values);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(row(reader));
        return rows;
    });

    /// <summary>The rows of a query, one at a time.</summary>
    public void Each(string sql, Action<DbDataReader> row) => Unit(UnitKind.Read, connection =>
    {
        using var command = Command(connection, sql);
        using var reader = command.ExecuteReader();
        while (reader.Read()) row(reader);
        return true;
    });

    /// <summary>The first row of which something holds; later ones are not read.</summary>
    public T? First<T>(string sql, Func<DbDataReader, T> row, Func<T, bool> holds, params object[] values)
        where T : class => Unit(UnitKind.Read, connection =>
    {
        using var command = Command(connection, sql, values);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            if (row(reader) is var found && holds(found)) return found;
        }

        return null;
    });

    public abstract void Dispose();

    /// <summary>Does one thing with the connection while nobody else does; within another, as a part of that.</summary>
    protected abstract T Unit<T>(UnitKind kind, Func<DbConnection, T> work);

    /// <exception cref="FedOncoException">WrongArgument for a text that no database keeps.</exception>
    protected static DbCommand Command(DbConnection connection, string sql, params object[] values)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant texts with bound parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is string text && text.Contains('\0', StringComparison.Ordinal)) throw new FedOncoException(ErrorReason.WrongArgument, "A name holds a character that no name has (NUL). Leave it out.");
            var parameter = command.CreateParameter();
            parameter.ParameterName = "@" + (char)('a' + i);
            parameter.Value = values[i];
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
