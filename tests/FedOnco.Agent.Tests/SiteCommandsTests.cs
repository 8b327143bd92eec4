using System.CommandLine;
using FedOnco.Agent.Commands;
using FedOnco.Agent.State;
using FedOnco.Audit;

namespace FedOnco.Agent.Tests;

/// <summary>`approvals` and `audit`, as site IT types them.</summary>
public sealed class SiteCommandsTests : IDisposable
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private readonly SiteFolder _folder = new();
    private readonly string _state;

    public SiteCommandsTests()
    {
        _folder.Write("appsettings.json", """{"Agent": {"Site": "s1"}}""");
        _state = Directory.CreateDirectory(AgentHome.Open(_folder.Path).State).FullName;
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Approvals_ListShowApprove_DecideTheQuestion()
    {
        using var approvals = new Approvals(_state);
        approvals.Ask(new ApprovalQuestion(new string('a', 64), "trials", "ada", "count(data = d)", 40, 12, 3, Now, "waiting"));
        Assert.Contains("count(data = d)", (await RunAsync(0, "approvals", "list")).Output, StringComparison.Ordinal);
        var shown = (await RunAsync(0, "approvals", "show", "aaaa")).Output;
        Assert.Contains("40 patients here", shown, StringComparison.Ordinal);
        Assert.Contains("12 masked numbers", shown, StringComparison.Ordinal);
        await RunAsync(0, "approvals", "approve", "aaaa");
        Assert.Equal("approved", approvals.StateOf(new string('a', 64), Now));
        await RunAsync(0, "approvals", "refuse", "aaaa");
        Assert.Equal("refused", approvals.StateOf(new string('a', 64), Now));
        await RunAsync(2, "approvals", "approve", "b");
    }

    [Fact]
    public async Task Audit_ChangedByte_IsFoundAndLocated()
    {
        using (var log = AuditLog.Open(_state))
        {
            for (var i = 0; i < 200; i++) log.Append("sum", Now, json => json.WriteNumber("index", i));
        }

        Assert.Contains("200 entries", (await RunAsync(0, "audit", "verify")).Output, StringComparison.Ordinal);
        Assert.Equal(200, (await RunAsync(0, "audit", "export")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.EndsWith("\"index\":199}", (await RunAsync(0, "audit", "show", "--last", "1")).Output.TrimEnd(), StringComparison.Ordinal);
        var file = AuditLog.LinesFile(_state);
        var whole = File.ReadAllBytes(file);
        for (var at = 0; at < whole.Length; at += 97)
        {
            byte[] changed = [.. whole];
            changed[at] ^= 1;
            File.WriteAllBytes(file, changed);
            var line = whole.AsSpan(0, at).Count((byte)'\n') + 1;
            Assert.Contains($"line {line} is not", (await RunAsync(4, "audit", "verify")).Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Audit_WrittenAnew_DoesNotHoldWhatAnotherCentreSaw()
    {
        string seen;
        using (var log = AuditLog.Open(_state))
        {
            for (var i = 0; i < 20; i++) log.Append("sum", Now, json => json.WriteNumber("index", i));
            seen = $"20:{Convert.ToHexStringLower(log.Head.Root)}";
            log.Append("sum", Now, json => json.WriteNumber("index", 20));
        }

        Assert.Contains("first 20 entries are those that were seen", (await RunAsync(0, "audit", "verify", "--seen", seen)).Output, StringComparison.Ordinal);
        foreach (var file in new[] { AuditLog.LinesFile(_state), AuditLog.LeavesFile(_state), AuditLog.ShownFile(_state) }) File.Delete(file);
        using (var log = AuditLog.Open(_state))
        {
            for (var i = 0; i < 30; i++) log.Append("sum", Now, json => json.WriteNumber("index", i == 7 ? 99 : i));
        }

        await RunAsync(0, "audit", "verify");
        Assert.Contains("its first 20 lines are not those", (await RunAsync(4, "audit", "verify", "--seen", seen)).Error, StringComparison.Ordinal);
        await RunAsync(2, "audit", "verify", "--seen", "20");
    }

    [Fact]
    public async Task Audit_HeadsOfOthers_AreShownAndTheCoordinatorsForgotten()
    {
        using (var heads = new CoordinatorHeads(_state)) heads.Record(new(7, [.. Enumerable.Repeat((byte)0xab, 32)]), Now);
        Assert.Contains("coordinator  7:abab", (await RunAsync(0, "audit", "heads")).Output, StringComparison.Ordinal);
        Assert.Contains("forgotten: 7:abab", (await RunAsync(0, "audit", "forget-coordinator")).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("coordinator", (await RunAsync(0, "audit", "heads")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_BeforeTheFirstRun_SaySo()
    {
        Directory.Delete(_state, recursive: true);
        await RunAsync(2, "approvals", "list");
        await RunAsync(2, "audit", "verify");
    }

    /// <summary>What a command wrote; its exit code is as expected.</summary>
    private async Task<(string Output, string Error)> RunAsync(int expected, params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        var code = await AgentCommands.Build().Parse(["--home", _folder.Path, .. arguments]).InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, TestContext.Current.CancellationToken);
        Assert.Equal(expected, code);
        return (output.ToString(), error.ToString());
    }
}
