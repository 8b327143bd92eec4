using System.Diagnostics;

namespace FedOnco.Cli.Tests;

/// <summary>Runs the real `fedonco` as a process.</summary>
internal static class FedoncoCommand
{
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        var folder = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        var file = Path.GetFullPath(Path.Combine(folder, "..", "..", "FedOnco.Cli", Path.GetFileName(folder), "fedonco"));
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await errors);
    }
}
