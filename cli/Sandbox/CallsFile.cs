using FedOnco.Protos;

namespace FedOnco.Cli.Sandbox;

/// <summary>A file of calls: one a line, # starts a comment line, blank lines are ignored.</summary>
internal static class CallsFile
{
    /// <exception cref="FedOncoException">WrongFile where it is missing.</exception>
    public static IReadOnlyList<string> Read(string file)
    {
        if (!File.Exists(file)) throw new FedOncoException(ErrorReason.WrongFile, $"{file} is missing. --calls names a file with one call a line.");
        return [.. File.ReadLines(file).Select(l => l.Trim()).Where(l => l.Length > 0 && !l.StartsWith('#'))];
    }
}
