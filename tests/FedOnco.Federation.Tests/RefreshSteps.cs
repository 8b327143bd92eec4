using System.Diagnostics;
using FedOnco.Cli.Sandbox;

namespace FedOnco.Federation.Tests;

/// <summary>What the IT of a centre does for a refresh, as docs/site-it/refresh.md has it.</summary>
internal static class RefreshSteps
{
    /// <summary>91 days since its last snapshots.</summary>
    public static void LetDaysPass(TestFederation federation, string site)
    {
        using var state = federation.OpenState(site, "rows.db");
        using var command = state.CreateCommand();
        command.CommandText = "UPDATE snapshots SET since = since - 91 * 86400";
        Assert.NotEqual(0, command.ExecuteNonQuery());
    }

    /// <summary>`refresh accept d`, with the agent stopped before; its exit code and what it said.</summary>
    public static async Task<(int ExitCode, string Said)> AcceptAsync(TestFederation federation, string site, params string[] more)
    {
        using var command = Process.Start(new ProcessStartInfo(Executables.Agent, ["refresh", "accept", "d", "--home", federation.HomeOf(site), .. more]) { RedirectStandardOutput = true, RedirectStandardError = true })!; // A file of its own always starts a process.
        var said = command.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var text = await command.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken) + await said;
        await command.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (command.ExitCode, text);
    }
}
