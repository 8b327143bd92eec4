using FedOnco.Audit;
using FedOnco.Protos;

namespace FedOnco.Federation.Tests;

/// <summary>The coordinator's log beside real agents: it holds what was asked, and agents notice where it is not the one they saw.</summary>
public sealed class CoordinatorLogTests
{
    private static readonly Dictionary<string, string> Data = Enumerable.Range(0, 3).ToDictionary(s => $"s{s}", s => "id,x\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{(40 * s) + i},{((17 * i) + s) % 40}\n")));

    [Fact]
    public async Task Log_OfACoordinatorThatWasRestored_EndsRunsUntilSiteItLetsThemGoOn()
    {
        await using var federation = await TestFederation.StartAsync(Data);
        var folder = Path.Combine(federation.Folder, "coordinator");
        using var client = federation.Client();
        Assert.Equal(RunState.Completed, (await AskAsync("count(data = d)")).State);
        string[] backup = [AuditLog.LinesFile(folder), AuditLog.LeavesFile(folder), AuditLog.ShownFile(folder)];
        var old = backup.Select(f => (File: f, Bytes: File.ReadAllBytes(f))).ToList();
        // A contract names the log before it: the sites have seen the first answer's end, and the second question, once the third is asked.
        Assert.Equal(RunState.Completed, (await AskAsync("count(data = d, subset = x > 10)")).State);
        Assert.Equal(RunState.Completed, (await AskAsync("count(data = d, subset = x > 15)")).State);
        var entries = AuditReport.Last(folder, 100);
        foreach (var kind in new[] { "start", "enrolled", "contract", "sum", "end" }) Assert.Contains(entries, e => e.Contains($"\"kind\":\"{kind}\"", StringComparison.Ordinal));
        Assert.Contains("coordinator", await File.ReadAllTextAsync(AuditLog.LinesFile(Path.Combine(federation.HomeOf("s1"), "state")), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        // Restored, and grown past what the sites saw: sizes alone would not tell.
        await federation.App.DisposeAsync();
        foreach (var (file, bytes) in old) File.WriteAllBytes(file, bytes);
        using (var log = AuditLog.Open(folder))
        {
            for (var i = 0; i < 50; i++) log.Append("end", DateTimeOffset.UnixEpoch, _ => { });
        }

        await federation.RestartCoordinatorAsync();
        var refused = await AskAsync("count(data = d, subset = x > 20)");
        Assert.Equal(ErrorReason.LedgerRolledBack, refused.Problems[0].Reason);
        foreach (var site in Data.Keys)
        {
            using var heads = federation.OpenState(site, "coordinator-heads.db");
            using var forget = heads.CreateCommand();
            forget.CommandText = "DELETE FROM heads";
            forget.ExecuteNonQuery();
        }

        Assert.Equal(RunState.Completed, (await AskAsync("count(data = d, subset = x > 20)")).State);

        Task<Run> AskAsync(string call) => client.RunAsync("", call, cancellationToken: TestContext.Current.CancellationToken);
    }
}
