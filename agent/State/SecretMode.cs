namespace FedOnco.Agent.State;

/// <summary>Who may read a file of secrets.</summary>
internal static class SecretMode
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Whether the file's owner alone has rights; always true on Windows, where the folder's access list decides.</summary>
    public static bool IsPrivate(string file) => OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & ~Own) == 0;
}
