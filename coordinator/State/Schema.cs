using FedOnco.Protos;

namespace FedOnco.Coordinator.State;

/// <summary>Brings a database forward to the version that this program knows; never back.</summary>
/// <param name="changes">Statements from version 1 to 2, from 2 to 3, and so on, by what the database calls its types.</param>
internal sealed class Schema(IReadOnlyList<Func<ColumnTypes, string>> changes)
{
    public int Version => changes.Count + 1;

    /// <summary>Before anything else is done with the database: makes its tables, or changes them after a copy, as far as it can make one.</summary>
    /// <param name="database">The database.</param>
    /// <param name="then">What is done with the tables before anybody else can see them, where the database can do both at once.</param>
    /// <exception cref="FedOncoException">WrongFile where a newer program wrote it.</exception>
    public void Bring(StateDatabase database, Action? then = null)
    {
        Require(database);
        database.Prepare(() =>
        {
            // Again: another process may have been here first.
            var found = Require(database);
            database.Write(Tables.Of(database.Types));
            if (found > 0 && found < Version) database.KeepCopy(Version);
            if (found != Version) database.InOne(() => Change(database, found));
            then?.Invoke();
        });
    }

    private void Change(StateDatabase database, int found)
    {
        for (var version = Math.Max(found, 1); version < Version; version++) database.Write(changes[version - 1](database.Types));
        database.SetVersion(Version);
    }

    private int Require(StateDatabase database)
    {
        var found = database.FindVersion();
        if (found > Version) throw new FedOncoException(ErrorReason.WrongFile, $"{database.Name} was written by a newer FedOnco (state {found}; this one knows {Version}). Install that version again, or {database.WayBack(found)}.");
        return found;
    }
}
