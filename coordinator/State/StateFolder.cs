using FedOnco.Protos;

namespace FedOnco.Coordinator.State;

/// <summary>Who uses a state folder: the service and commands together, a move alone, one change of the authority at a time.</summary>
internal static class StateFolder
{
    private const string LockName = "coordinator.lock";
    private const string AuthorityLockName = "authority.lock";

    /// <summary>What stands behind the name of a file that is not in use yet.</summary>
    private const string Fresh = ".new";

    /// <summary>The SQLite file after its content was moved: kept, and never taken for a live one.</summary>
    public const string KeptName = SqliteState.FileName + ".before-postgresql";

    /// <summary>For as long as the result is not disposed of, no move begins.</summary>
    /// <exception cref="FedOncoException">WrongFile where one is under way.</exception>
    public static IDisposable Use(string folder) => Hold(folder, LockName, FileShare.Read, $"The state in {folder} is being moved (`fedonco-coordinator state move`). Try again when that has ended.");

    /// <summary>For as long as the result is not disposed of, nobody else opens the folder.</summary>
    /// <exception cref="FedOncoException">WrongFile where somebody has it open.</exception>
    public static IDisposable TakeAlone(string folder) => Hold(folder, LockName, FileShare.None, $"{folder} is in use. Stop the coordinator (systemctl stop fedonco-coordinator), wait for its commands to end, and try again.");

    /// <summary>For as long as the result is not disposed of, and its process lives, nobody else changes the authority of the folder.</summary>
    /// <exception cref="FedOncoException">WrongFile where somebody does.</exception>
    public static IDisposable TakeAuthority(string folder) => Hold(folder, AuthorityLockName, FileShare.None, $"Another command is changing the authority of {folder}. Try again when it has ended.");

    /// <summary>Writes the file that will name a database, beside its place and on disk; its owner alone can read it. One of a move that failed goes.</summary>
    public static void Prepare(string folder, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.Delete(FreshFile(folder));
        using var stream = new FileStream(FreshFile(folder), options);
        stream.Write(System.Text.Encoding.UTF8.GetBytes(text + "\n"));
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Puts the prepared file in the place of the SQLite file.</summary>
    /// <remarks>The first rename decides. A power cut before it leaves the SQLite file in use; after it, <see cref="Finish"/> does the rest.</remarks>
    public static void Exchange(string folder)
    {
        // Of another database, which the folder named at some time.
        File.Delete(Path.Combine(folder, ConfirmedWrite.FileName));
        File.Move(Path.Combine(folder, SqliteState.FileName), Path.Combine(folder, KeptName));
        Finish(folder);
    }

    /// <summary>Ends an exchange that a power cut interrupted after it was decided.</summary>
    public static void Finish(string folder)
    {
        var file = Path.Combine(folder, PostgresAccess.FileName);
        if (File.Exists(file) || File.Exists(Path.Combine(folder, SqliteState.FileName)) || !File.Exists(Path.Combine(folder, KeptName)) || !File.Exists(FreshFile(folder))) return;
        try
        {
            File.Move(FreshFile(folder), file);
        }
        catch (FileNotFoundException)
        {
            // Another process, started at the same moment, did it.
            return;
        }

        // What is written to the new database must not outlive the renames.
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        stream.Flush(flushToDisk: true);
    }

    private static string FreshFile(string folder) => Path.Combine(folder, PostgresAccess.FileName + Fresh);

    private static FileStream Hold(string folder, string name, FileShare others, string refusal)
    {
        var file = Path.Combine(folder, name);
        try
        {
            if (!File.Exists(file))
            {
                new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite).Dispose();
                // Whoever enters the folder may hold it, whichever user made it: there is nothing in it.
                if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
            }

            return new FileStream(file, FileMode.Open, FileAccess.Read, others);
        }
        catch (IOException) when (File.Exists(file))
        {
            throw new FedOncoException(ErrorReason.WrongFile, refusal);
        }
    }
}
