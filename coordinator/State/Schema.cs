using FedOnco.Protos;
using Microsoft.Data.Sqlite;

namespace FedOnco.Coordinator.State;

/// <summary>Brings a database forward to the version that this program knows, after a backup beside it; never back.</summary>
/// <param name="changes">Statements from version 1 to 2, from 2 to 3, and so on.</param>
internal sealed class Schema(IReadOnlyList<string> changes)
{
    public int Version => changes.Count + 1;

    /// <summary>Before anything else is done with the database.</summary>
    /// <returns>Its version; 0 where it is new.</returns>
    /// <exception cref="FedOncoException">WrongFile where a newer program wrote it.</exception>
    public int Require(SqliteConnection database, string file)
    {
        var found = (int)Scalar(database, "PRAGMA user_version");
        if (found > Version) throw new FedOncoException(ErrorReason.WrongFile, $"{file} was written by a newer FedOnco (state {found}; this one knows {Version}). Install that version again, or restore the backup that the upgrade made ({Path.GetFileName(file)}.before-{found}).");
        // The first release counted no versions.
        return found == 0 && Scalar(database, "SELECT count(*) FROM sqlite_master WHERE name = 'sites'") > 0 ? 1 : found;
    }

    /// <summary>After the tables of version 1 are there.</summary>
    /// <param name="database">Open.</param>
    /// <param name="file">Its file.</param>
    /// <param name="found">What <see cref="Require"/> returned.</param>
    public void Bring(SqliteConnection database, string file, int found)
    {
        if (found > 0 && found < Version) StateBackup.Copy(database, $"{file}.before-{Version}");
        using var transaction = database.BeginTransaction();
        for (var version = Math.Max(found, 1); version < Version; version++) Execute(database, changes[version - 1]);
        Execute(database, $"PRAGMA user_version = {Version}");
        transaction.Commit();
    }

    /// <summary>A count or a pragma always gives one row.</summary>
    private static long Scalar(SqliteConnection database, string sql)
    {
        using var command = Command(database, sql);
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteConnection database, string sql)
    {
        using var command = Command(database, sql);
        command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(SqliteConnection database, string sql)
    {
        var command = database.CreateCommand();
#pragma warning disable CA2100 // Constant texts.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
