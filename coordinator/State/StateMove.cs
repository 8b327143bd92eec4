using FedOnco.Protos;
using Microsoft.Data.Sqlite;

namespace FedOnco.Coordinator.State;

/// <summary>Moves the coordinator's state from its SQLite file into a PostgreSQL database: all of it in one transaction, compared table by table, or nothing.</summary>
internal static class StateMove
{
    /// <param name="folder">The state folder. Nobody may use it meanwhile.</param>
    /// <param name="file">Names the database, as database.txt will.</param>
    /// <param name="note">For the coordinator's log.</param>
    /// <param name="now">Time of the note.</param>
    /// <returns>The database, and the number of rows of each table.</returns>
    /// <exception cref="FedOncoException">WrongFile or CannotConnect: the state is in the SQLite file still.</exception>
    public static (string Database, IReadOnlyList<long> Rows) Run(string folder, string file, string note, DateTimeOffset now)
    {
        Require(folder);
        var (access, line) = PostgresAccess.ReadFile(file);
        using var alone = StateFolder.TakeAlone(folder);
        StateFolder.Prepare(folder, line);
        var rows = Copy(Path.Combine(folder, SqliteState.FileName), access, note, now);
        StateFolder.Exchange(folder);
        return (access.Name, rows);
    }

    private static void Require(string folder)
    {
        if (File.Exists(Path.Combine(folder, PostgresAccess.FileName))) throw Wrong($"{folder} holds {PostgresAccess.FileName}: its state is in PostgreSQL already, or the file has to go elsewhere before the move.");
        if (!File.Exists(Path.Combine(folder, SqliteState.FileName))) throw Wrong($"{folder} holds no {SqliteState.FileName}: there is nothing to move. A new coordinator begins in PostgreSQL where its folder holds {PostgresAccess.FileName}.");
        if (File.Exists(Path.Combine(folder, StateFolder.KeptName))) throw Wrong($"{folder} holds {StateFolder.KeptName} of an earlier move. Move it away first.");
    }

    private static List<long> Copy(string file, PostgresAccess access, string note, DateTimeOffset now)
    {
        using var from = SqliteState.Open(file);
        Store.Versions.Bring(from);
        from.TakeAlone();
        using var to = PostgresState.Open(access, serves: true);
        var rows = new List<long>();
        // Within the transaction that makes the tables: what fails leaves the database as it was.
        Store.Versions.Bring(to, () =>
        {
            RequireEmpty(to);
            foreach (var table in StateTable.All) rows.Add(Copy(table, from, to));
            to.CountOnFrom("changes", "number", from.LastCounted("changes"));
            to.Write("INSERT INTO changes (time, what) VALUES (@a, @b)", now.ToUnixTimeSeconds(), note);
        });
        return rows;
    }

    /// <summary>The database must be one that nobody uses: neither rows of a coordinator nor tables of something else.</summary>
    private static void RequireEmpty(PostgresState to)
    {
        const string Advice = "Name a new one: createdb --encoding UTF8 --owner USER DATABASE.";
        if (to.OtherTables([.. StateTable.All.Select(t => t.Name)]) is { Count: > 0 } others) throw Wrong($"{to.Name} holds tables that are not the coordinator's ({others[0]}). {Advice}");
        if (StateTable.All.FirstOrDefault(t => to.Read($"SELECT EXISTS (SELECT FROM {t.Name})", r => r.GetBoolean(0))[0]) is { } full) throw Wrong($"{to.Name} is not empty: its table {full.Name} has rows of a coordinator, or of a move that was interrupted. {Advice}");
    }

    private static long Copy(StateTable table, SqliteState from, PostgresState to)
    {
        using var before = new Contents();
        try
        {
            from.Each(table.Select(from), row =>
            {
                var values = Contents.Values(row);
                before.Add(values);
                to.Write(table.Insert(), values);
            });
        }
        catch (SqliteException)
        {
            throw Wrong($"{from.Name} cannot be read: its table {table.Name} is damaged. Restore it from a backup (`fedonco-coordinator backup`).");
        }

        using var after = Contents.Of(to, table);
        if ((before.Rows, before.Hash) != (after.Rows, after.Hash)) throw Wrong($"{to.Name} does not hold what {from.Name} holds: its table {table.Name} differs ({before.Rows} and {after.Rows} rows). Nothing was moved.");
        return before.Rows;
    }

    private static FedOncoException Wrong(string message) => new(ErrorReason.WrongFile, message);
}
