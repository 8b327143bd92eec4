using FedOnco.Agent.Tests.Engines;
using FedOnco.Coordinator.State;

namespace FedOnco.Federation.Tests.Faults;

/// <summary>A coordinator whose state is in a PostgreSQL server.</summary>
internal static class StateInPostgres
{
    /// <summary>Makes a database and names it in a state folder.</summary>
    /// <param name="folder">The state folder.</param>
    /// <param name="server">The server.</param>
    /// <param name="line">A line that leads to it; null for none.</param>
    public static void Name(string folder, PostgresServer server, Line? line = null)
    {
        Directory.CreateDirectory(folder);
        var text = server.OwnerOf(server.CreateDatabase());
        Write(Path.Combine(folder, PostgresAccess.FileName), line is null ? text : text.Replace($"Port={server.Port};", $"Port={line.Port};", StringComparison.Ordinal));
    }

    /// <summary>A file that names a database, for its owner alone.</summary>
    public static void Write(string file, string text)
    {
        File.WriteAllText(file, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
