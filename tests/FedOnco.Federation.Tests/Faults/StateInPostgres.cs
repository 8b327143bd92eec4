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
        var file = Path.Combine(folder, PostgresAccess.FileName);
        File.WriteAllText(file, server.OwnerOf(server.CreateDatabase()));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
