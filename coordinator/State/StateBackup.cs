using FedOnco.Audit;
using FedOnco.Protos;
using Microsoft.Data.Sqlite;

namespace FedOnco.Coordinator.State;

/// <summary>A copy of the state folder as of one moment for each database, also while the coordinator serves.</summary>
internal static class StateBackup
{
    /// <summary>Ends of names of files that say something of the running state alone.</summary>
    private static readonly string[] Passing = ["-wal", "-shm", ".lock", ".seen", ".txt.new"];

    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Databases by SQLite's own backup, everything else as it is; what is in PostgreSQL is for pg_dump.</summary>
    /// <param name="state">The state folder.</param>
    /// <param name="target">A folder that is not there yet, or is empty. It holds the authority's key: keep it as safe as the original.</param>
    /// <returns>Names of the files.</returns>
    /// <exception cref="FedOncoException">WrongFile.</exception>
    public static IReadOnlyList<string> Write(string state, string target)
    {
        if (!File.Exists(Path.Combine(state, SqliteState.FileName)) && !File.Exists(Path.Combine(state, PostgresAccess.FileName))) throw new FedOncoException(ErrorReason.WrongFile, $"{state} holds no coordinator.db and no database.txt: it is not a coordinator's state folder.");
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()) throw new FedOncoException(ErrorReason.WrongFile, $"{target} is not empty. Name a new folder for each backup.");
        Directory.CreateDirectory(target);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(target, Own | UnixFileMode.UserExecute);
        try
        {
            return [.. Directory.EnumerateFiles(state).OrderByDescending(IsFirst).ThenBy(f => f, StringComparer.Ordinal).Where(IsKept).Select(f => CopyInto(f, target))];
        }
        catch (Exception failed) when (failed is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new FedOncoException(ErrorReason.StateUnwritable, $"The backup to {target} is not complete: the disk is full or a file cannot be read. Delete {target} and try again.");
        }
    }

    /// <summary>A database into a new file, checked.</summary>
    public static void Copy(SqliteConnection database, string file)
    {
        File.Delete(file);
        new FileStream(file, Options()).Dispose();
        using var copy = new SqliteConnection($"Data Source={file};Pooling=False");
        copy.Open();
        database.BackupDatabase(copy);
        using var check = copy.CreateCommand();
        check.CommandText = "PRAGMA journal_mode = DELETE; PRAGMA integrity_check;";
        using var reader = check.ExecuteReader();
        reader.NextResult();
        if (!reader.Read() || reader.GetString(0) != "ok") throw new IOException("the copy is damaged");
    }

    /// <summary>The log grows meanwhile: a copy of it may have more than was shown, not less.</summary>
    private static bool IsFirst(string file) => Path.GetFileName(file) == Path.GetFileName(AuditLog.ShownFile(""));

    private static bool IsKept(string file) => !Passing.Any(p => file.EndsWith(p, StringComparison.Ordinal)) && !file.Contains(".db.before-", StringComparison.Ordinal);

    private static string CopyInto(string file, string target)
    {
        var name = Path.GetFileName(file);
        if (!name.EndsWith(".db", StringComparison.Ordinal))
        {
            using var from = File.OpenRead(file);
            using var to = new FileStream(Path.Combine(target, name), Options());
            from.CopyTo(to);
            to.Flush(flushToDisk: true);
            return name;
        }

        using var database = new SqliteConnection($"Data Source={file};Pooling=False;Mode=ReadOnly");
        database.Open();
        Copy(database, Path.Combine(target, name));
        return name;
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Own;
        return options;
    }
}
