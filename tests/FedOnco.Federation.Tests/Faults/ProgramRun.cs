using System.Diagnostics;

namespace FedOnco.Federation.Tests.Faults;

/// <summary>A command of the agent or of the coordinator that ends by itself.</summary>
internal static class ProgramRun
{
    /// <summary>What it wrote; it must end well.</summary>
    public static async Task<string> OutputAsync(string file, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!; // A file of its own always starts a process.
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{Path.GetFileName(file)} {arguments[0]}: {await error}");
        return output.TrimEnd();
    }
}
