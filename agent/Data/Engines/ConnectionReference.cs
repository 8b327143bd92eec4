using FedOnco.Protos;

namespace FedOnco.Agent.Data.Engines;

/// <summary>Where the connection text of a warehouse is kept: env:NAME or file:PATH, never in the catalogue itself.</summary>
internal static class ConnectionReference
{
    /// <param name="reference">As the catalogue has it.</param>
    /// <param name="folder">Paths are relative to it.</param>
    /// <exception cref="FedOncoException">WrongFile: not such a reference, not there, or a file that others can read.</exception>
    public static string Read(string reference, string folder)
    {
        if (reference.StartsWith("env:", StringComparison.Ordinal))
        {
            return Environment.GetEnvironmentVariable(reference[4..]) is { Length: > 0 } text
                ? text
                : throw new FedOncoException(ErrorReason.WrongFile, $"The environment variable {reference[4..]} with the connection of a warehouse is not set.");
        }

        if (!reference.StartsWith("file:", StringComparison.Ordinal))
            throw new FedOncoException(ErrorReason.WrongFile, "The connection of a warehouse is env:NAME (an environment variable) or file:PATH (a file that only the agent can read); its text does not belong into the catalogue.");
        var path = Path.GetFullPath(reference[5..], folder);
        if (!File.Exists(path)) throw new FedOncoException(ErrorReason.WrongFile, $"{path} with the connection of a warehouse is missing.");
        RequirePrivate(path);
        return File.ReadAllText(path).Trim();
    }

    private static void RequirePrivate(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if ((File.GetUnixFileMode(path) & others) != 0) throw new FedOncoException(ErrorReason.WrongFile, $"{path} can be read by others. Run chmod 600 on it, and change the password if it was there for long.");
    }
}
