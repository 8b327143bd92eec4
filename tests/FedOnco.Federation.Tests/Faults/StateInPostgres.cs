using FedOnco.Agent.Tests.Engines;
using FedOnco.Coordinator.State;

namespace FedOnco.Federation.Tests.Faults;

/// <summary>A coordinator whose state is in a PostgreSQL server.</summary>
internal static class StateInPostgres
{
    /// <summary>Makes a database and names it in a state folder.</summary>
    public static void Name(string folder, PostgresServer server)
    {
        Directory.CreateDirectory(folder);
        Write(Path.Combine(folder, PostgresAccess.FileName), server.OwnerOf(server.CreateDatabase()));
    }

    /// <summary>A file that names a database, for its owner alone.</summary>
    public static void Write(string file, string text)
    {
        File.WriteAllText(file, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
