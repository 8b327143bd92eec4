using FedOnco.Protos;

namespace FedOnco.Federation.Tests.Hostile;

/// <summary>What a site has stored stands against what it, or its coordinator, says after a restart.</summary>
public sealed class TamperedStateTests
{
    private const string Call = "glm(y ~ x, data = d, family = poisson)";

    private static readonly Dictionary<string, string> Data = Enumerable.Range(0, 3).ToDictionary(
        s => $"s{s}",
        s => "id,x,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{(40 * s) + i},{((17 * i) + s) % 40},{((7 * i * i) + s) % 11}\n")));

    public static TheoryData<string, ErrorReason, string> Changes() => new()
    {
        // As if the data behind a sum had changed: the fingerprint of what was sent is another one.
        { "UPDATE tallies SET fingerprint = zeroblob(32)", ErrorReason.TallyChanged, "s1" },
        { "UPDATE totals SET total = zeroblob(32) WHERE number = 1", ErrorReason.HistoryDiffers, "s1" },
        { "UPDATE totals SET step = zeroblob(32) WHERE number = 1", ErrorReason.HistoryDiffers, "s1" },
        { "DELETE FROM totals WHERE number = 1", ErrorReason.HistoryDiffers, "s1" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Restart_StoredStateChanged_EndsTheRunByName(string change, ErrorReason reason, string site)
    {
        await using var federation = await TestFederation.StartAsync(Data);
        var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        federation.OnSent = (from, message) =>
        {
            if (from != site || message.Tally is not { Index: 4 }) return;
            federation.KillAgent(site);
            killed.TrySetResult();
        };
        using var client = federation.Client();
        var running = client.RunAsync("", Call, cancellationToken: TestContext.Current.CancellationToken);
        await killed.Task;
        federation.OnSent = null;
        using (var state = federation.OpenState(site, "agent.db"))
        {
            using var command = state.CreateCommand();
#pragma warning disable CA2100 // Constant texts of the theory.
            command.CommandText = change;
#pragma warning restore CA2100
            Assert.True(command.ExecuteNonQuery() > 0);
        }

        var before = federation.Sent.Count(m => m.Site == site && m.Message.Tally is not null);
        await federation.StartAgainAsync(site);
        var run = await running;
        Assert.Equal((RunState.Failed, reason), (run.State, run.Problems[0].Reason));
        Assert.Contains(site, run.Problems[0].Message, StringComparison.Ordinal);
        Assert.Equal(before, federation.Sent.Count(m => m.Site == site && m.Message.Tally is not null));
    }
}
