using System.Diagnostics;

namespace FedOnco.Federation.Tests.Faults;

/// <summary>A command of the agent or of the coordinator that ends by itself.</summary>
internal static class ProgramRun
{
    /// <summary>What it wrote; it must end well.</summary>
    public static async Task<string> OutputAsync(string file, params string[] arguments)
    {
        var (output, error, code) = await RunAsync(file, arguments);
        Assert.True(code == 0, $"{Path.GetFileName(file)} {arguments[0]}: {error}");
        return output.TrimEnd();
    }

    /// <summary>The one message of a command that must refuse.</summary>
    public static async Task<string> RefusalAsync(string file, params string[] arguments)
    {
        var (_, error, code) = await RunAsync(file, arguments);
        Assert.True(code != 0, $"{Path.GetFileName(file)} {arguments[0]} ended well");
        return Assert.Single(error.TrimEnd().Split('\n'));
    }

    private static async Task<(string Output, string Error, int Code)> RunAsync(string file, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!; // A file of its own always starts a process.
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (output, await error, process.ExitCode);
    }
}
