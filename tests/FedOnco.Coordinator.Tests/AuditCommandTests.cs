using System.CommandLine;
using FedOnco.Audit;
using FedOnco.Coordinator.Audit;
using FedOnco.Coordinator.Certificates;
using FedOnco.Coordinator.Commands;
using FedOnco.Coordinator.State;

namespace FedOnco.Coordinator.Tests;

/// <summary>The coordinator's log: what commands change is in it, and its own commands verify and show it.</summary>
public sealed class AuditCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedonco-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Changes_MadeByCommands_StandInTheLogWithoutSecrets()
    {
        await RunAsync(0, "person", "add", "eve", "--role", "auditor", "--study", "trials");
        await RunAsync(0, "person", "token", "eve", "--days", "30");
        using (var store = Store.Open(_folder))
        using (var diary = new CoordinatorDiary(store, TimeProvider.System))
        {
            Assert.Equal(3UL, diary.Head.Size);
            Assert.Equal(3UL, diary.Head.Size);
        }

        var log = (await RunAsync(0, "audit", "export")).Output;
        Assert.Contains("person add eve --role auditor --study trials", log, StringComparison.Ordinal);
        Assert.Contains("person token eve", log, StringComparison.Ordinal);
        Assert.DoesNotContain("fot-", log, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder, log, StringComparison.Ordinal);
    }

    [Fact]
    public void Diary_ThatWasClosedUnderAnOpenRun_DoesNotFailIt()
    {
        using var store = Store.Open(_folder);
        var diary = new CoordinatorDiary(store, TimeProvider.System);
        diary.Dispose();
        diary.Added(new byte[32], 1, new byte[32], new byte[32]);
        diary.Ended(new Protos.Run { Id = "r" });
        Assert.Empty(diary.Consistency(1, 1));
        Assert.Equal(1UL, AuditVerification.Of(_folder).Entries);
    }

    [Fact]
    public async Task Revoke_OneToken_TakesItsIdAndNotTheToken()
    {
        await RunAsync(0, "person", "add", "eve");
        string token, other;
        using (var store = Store.Open(_folder)) (token, other) = (Invitations.CreateToken(store, "eve", DateTimeOffset.UtcNow.AddDays(1)), Invitations.CreateToken(store, "eve", DateTimeOffset.UtcNow.AddDays(1)));
        await RunAsync(2, "person", "revoke", "eve", "--token", token);
        await RunAsync(2, "person", "revoke", "eve", "--token", "");
        await RunAsync(2, "person", "revoke", "eve", "--token", "%%%%%%%%");
        await RunAsync(0, "person", "revoke", "eve", "--token", Store.TokenId(token));
        using var after = Store.Open(_folder);
        Assert.Equal((true, false), (after.FindToken(token) is null, after.FindToken(other) is null));
        Assert.DoesNotContain(after.Changes(), c => c.What.Contains("fot-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Verify_ChangedByte_IsFoundAndLocated()
    {
        await RunAsync(2, "audit", "verify");
        using (var log = AuditLog.Open(_folder))
        {
            for (var i = 0; i < 20; i++) log.Append("end", DateTimeOffset.UnixEpoch, json => json.WriteNumber("run", i));
        }

        Assert.Contains("20 entries", (await RunAsync(0, "audit", "verify")).Output, StringComparison.Ordinal);
        var file = AuditLog.LinesFile(_folder);
        var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        lines[6] = lines[6].Replace("\"run\":6", "\"run\":7", StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, string.Join('\n', lines) + "\n", TestContext.Current.CancellationToken);
        Assert.Contains("line 7 is not", (await RunAsync(4, "audit", "verify")).Error, StringComparison.Ordinal);
        Assert.Equal(3, (await RunAsync(0, "audit", "show", "--last", "3")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private async Task<(string Output, string Error)> RunAsync(int expected, params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        var code = await CoordinatorCommands.Build().Parse(["--state", _folder, .. arguments]).InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, TestContext.Current.CancellationToken);
        Assert.Equal(expected, code);
        return (output.ToString(), error.ToString());
    }
}
