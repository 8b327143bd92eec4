using System.Runtime.CompilerServices;

namespace FedOnco.Tests;

/// <summary>What tests and the programs that they start put into the folder for temporary files is in one of its own, which goes with the process.</summary>
internal static class TestFolders
{
    private const string Variable = "TMPDIR";
    private const string Prefix = "fedonco-tests-";

#pragma warning disable CA2255 // Before any test asks for a folder; it is part of every test program.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Begin()
    {
        if (OperatingSystem.IsWindows() || Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetTempPath())).StartsWith(Prefix, StringComparison.Ordinal)) return;
        var folder = Directory.CreateTempSubdirectory(Prefix).FullName;
        // As the system's own: programs of other users put their files there too.
        File.SetUnixFileMode(folder, (UnixFileMode)0b1_111_111_111);
        Environment.SetEnvironmentVariable(Variable, folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete(folder);
    }

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception held) when (held is IOException or UnauthorizedAccessException)
        {
            // A program that was killed may still write to it: the rest is left to the system.
        }
    }
}
