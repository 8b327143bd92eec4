using System.Collections.Concurrent;
using System.Diagnostics;
using FedOnco.Cli.Sandbox;
using FedOnco.Protos;

namespace FedOnco.Federation.Tests.Hostile;

/// <summary>What an agent prints and what it says of a failed run holds no secret and no value.</summary>
public sealed class QuietAgentTests
{
    private const string Marker = "8675309";

    [Fact]
    public async Task Agent_HonestAndFailingRuns_PrintsNoSecretAndNoValue()
    {
        await using var federation = await TestFederation.StartAsync(Enumerable.Range(0, 2).ToDictionary(
            s => $"s{s}",
            s => "id,x,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{Marker}{(40 * s) + i},{Marker}{i % 10},{((3 * i) + s) % 7}\n"))));
        await federation.StopAgentAsync("s0");
        var lines = new ConcurrentQueue<string>();
        using var agent = new Process { StartInfo = new ProcessStartInfo(Executables.Agent, ["run", "--home", federation.HomeOf("s0"), "--coordinator", federation.Address, "--trust-coordinator-roster", "--stop-with-stdin"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true } };
        var connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        agent.OutputDataReceived += (_, e) =>
        {
            lines.Enqueue(e.Data ?? "");
            if (e.Data == "connected") connected.TrySetResult();
        };
        agent.ErrorDataReceived += (_, e) => lines.Enqueue(e.Data ?? "");
        agent.Start();
        agent.BeginOutputReadLine();
        agent.BeginErrorReadLine();
        await connected.Task.WaitAsync(TestContext.Current.CancellationToken);
        using var client = federation.Client();
        Assert.Empty((await client.RunAsync("", "lm(y ~ x, data = d)", cancellationToken: TestContext.Current.CancellationToken)).Problems);
        using var coordinator = new HostileCoordinator(federation, "lm(y ~ x, data = d)");
        await coordinator.SetUpAsync();
        foreach (var site in coordinator.Sites) Assert.NotNull((await coordinator.NextAsync(site)).Tally);
        using (var state = federation.OpenState("s0", "agent.db"))
        {
            using var command = state.CreateCommand();
            command.CommandText = "UPDATE tallies SET fingerprint = zeroblob(32)";
            command.ExecuteNonQuery();
        }

        // Other keys under the same contract: the tally is compared with the one that was sent.
        coordinator.NewRun();
        await coordinator.SetUpAsync();
        await coordinator.AssertRefusedAsync("s0", ErrorReason.TallyChanged);
        var said = federation.Sent.Where(m => m.Message.Refusal is not null).Select(m => m.Message.Refusal.Problem.Message).ToList();
        agent.StandardInput.Close();
        await agent.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.NotEmpty(said);
        var all = string.Join('\n', lines.Concat(said));
        Assert.Contains("A run ended", all, StringComparison.Ordinal);
        Assert.DoesNotContain(Marker, all, StringComparison.Ordinal);
        foreach (var secret in Directory.GetFiles(Path.Combine(federation.HomeOf("s0"), "state"), "*.key").Select(File.ReadAllBytes))
        {
            Assert.DoesNotContain(Convert.ToHexString(secret[^32..]), all, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Convert.ToBase64String(secret)[..40], all, StringComparison.Ordinal);
        }
    }
}
