using FedOnco.Cli.Sandbox;
using FedOnco.Federation.Tests.Faults;
using FedOnco.Federation.Tests.Versions;
using FedOnco.Protos;

namespace FedOnco.Federation.Tests;

/// <summary>The coordinator's authority is changed while it serves, step by step as docs/site-it/renew.md has it for a planned change.</summary>
public sealed class AuthorityOverlapTests
{
    private const string Signing = "shows a certificate of the authority that signs";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Change_WhileCallsAreAsked_AnswersThemAllAndNobodyEnrolsAgain()
    {
        await using var federation = await AuthorityFederation.StartAsync();
        var roster = AuthorityTests.RosterOf(federation);
        var before = Copy(federation, "before.pem");
        using var stolen = AuthorityTests.CertificateOf(federation, "s0");
        using var enough = new CancellationTokenSource();
        var asking = AskAsync(federation, enough.Token);

        await federation.CoordinatorAsync("authority", "prepare");
        await UntilAllAsync(federation, "knows the next authority");
        using var member = federation.Client(Copy(federation, "both.pem"));
        Assert.NotEmpty(await member.StudiesAsync(TestContext.Current.CancellationToken));
        var code = await federation.CoordinatorAsync("agent", "invite", "s9");
        Assert.Contains("are worthless now", await federation.CoordinatorAsync("authority", "switch"), StringComparison.Ordinal);
        await UntilAllAsync(federation, Signing);
        Assert.All(AuthorityFederation.Sites, s => Assert.Equal(1, Pinned(federation, s)));
        Assert.DoesNotContain("left behind", await federation.CoordinatorAsync("authority", "retire"), StringComparison.Ordinal);
        Assert.All((await StatusAsync(federation))[1..], l => Assert.EndsWith(Signing, l, StringComparison.Ordinal));
        await enough.CancelAsync();
        var runs = await asking;

        Assert.True(runs.Count > 3, $"{runs.Count} calls were answered");
        Assert.All(runs, r => Assert.True(r.State == RunState.Completed, r.Problems.FirstOrDefault()?.Message));
        using var people = federation.Client(Copy(federation, "both.pem"));
        Assert.NotEmpty(await people.StudiesAsync(TestContext.Current.CancellationToken));
        using var late = federation.Client(before);
        Assert.Contains("ask for its new authority.pem", (await Assert.ThrowsAsync<FedOncoException>(() => late.StudiesAsync(TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
        await AuthorityTests.RefusedAsync(federation, stolen);
        Assert.Equal(roster, AuthorityTests.RosterOf(federation));
        var log = await federation.CoordinatorAsync("audit", "export");
        Assert.Equal(2, log.Split("\"kind\":\"enrolled\"").Length - 1);
        foreach (var step in new[] { "prepare", "switch", "retire" }) Assert.Contains($"authority {step}", log, StringComparison.Ordinal);
        Assert.Contains("ask for a new one (`fedonco-coordinator agent invite", await EnrolAsync(federation, code), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_PowerGoneBetweenTheSteps_GoesOnWhereItWas()
    {
        await using var federation = await AuthorityFederation.StartAsync();
        await federation.StopCoordinatorAsync();
        await federation.CoordinatorAsync("authority", "prepare");
        await federation.StartCoordinatorAsync();
        await UntilAllAsync(federation, "knows the next authority");
        foreach (var site in AuthorityFederation.Sites) Assert.Equal(2, Pinned(federation, site));
        Assert.Contains("is ready", await DoctorAsync(federation, "s0"), StringComparison.Ordinal);
        await federation.StopAgentAsync("s1");
        await federation.StopCoordinatorAsync();
        await federation.CoordinatorAsync("authority", "switch");
        await federation.StartCoordinatorAsync();
        await Waiting.UntilAsync(Patience, async _ => (await StatusAsync(federation)).Any(l => l == $"s0: {Signing}"));

        // It knew the next authority before it went.
        Assert.Contains("s1 still shows a certificate of the old authority", await federation.RefusalAsync("authority", "retire"), StringComparison.Ordinal);
        await federation.StartAgentAsync("s1");
        await UntilAllAsync(federation, Signing);
        Assert.Contains("is ready", await DoctorAsync(federation, "s1"), StringComparison.Ordinal);
        await federation.StopCoordinatorAsync();
        await federation.CoordinatorAsync("authority", "retire");
        await federation.CoordinatorAsync("backup", "--to", Path.Combine(federation.State, "..", "backup"));
        await federation.StartCoordinatorAsync();
        using var client = federation.Client(federation.AuthorityFile);
        var run = await client.RunAsync("", "count(data = d)", cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(run.State == RunState.Completed, run.Problems.FirstOrDefault()?.Message);
    }

    [Fact]
    public async Task Switch_CentreThatWasOff_IsNamedLeftBehindAndToldWhatToDo()
    {
        await using var federation = await AuthorityFederation.StartAsync();
        Assert.Contains("authority prepare", await federation.RefusalAsync("authority", "switch"), StringComparison.Ordinal);
        Assert.Contains("no old authority", await federation.RefusalAsync("authority", "retire"), StringComparison.Ordinal);
        await federation.StopAgentAsync("s1");
        var code = await federation.CoordinatorAsync("agent", "invite", "s1");
        await federation.CoordinatorAsync("authority", "prepare");
        await Waiting.UntilAsync(Patience, async _ => (await StatusAsync(federation)).Contains("s0: knows the next authority"));
        Assert.Contains("s1: does not know the next authority: not connected since it was prepared", await StatusAsync(federation));
        Assert.Contains("prepared already", await federation.RefusalAsync("authority", "prepare"), StringComparison.Ordinal);
        Assert.Contains("authority switch", await federation.RefusalAsync("authority", "retire"), StringComparison.Ordinal);
        var refused = await federation.RefusalAsync("authority", "switch");
        Assert.StartsWith("s1 does not know the next authority yet", refused, StringComparison.Ordinal);
        Assert.Contains("--anyway", refused, StringComparison.Ordinal);
        Assert.EndsWith("(`fedonco-coordinator agent invite CENTRE`): s1", await federation.CoordinatorAsync("authority", "switch", "--anyway"), StringComparison.Ordinal);
        Assert.Contains("authority retire", await federation.RefusalAsync("authority", "prepare"), StringComparison.Ordinal);
        await Waiting.UntilAsync(Patience, async _ => (await StatusAsync(federation)).Contains($"s0: {Signing}"));

        await using (var left = new AgentCopy(federation.HomeOf("s1"), federation.Address)) Assert.Contains("fedonco-agent enrol CODE", await left.HearAsync("did not show a certificate of the authority that this agent trusts", isError: true), StringComparison.Ordinal);
        Assert.Contains("s1: shows a certificate of the old authority and does not know the one that signs: enrol its agent again", await StatusAsync(federation));
        Assert.Contains("ask for a new one (`fedonco-coordinator agent invite", await EnrolAsync(federation, code), StringComparison.Ordinal);
        Assert.EndsWith(": s1", await federation.CoordinatorAsync("authority", "retire", "--anyway"), StringComparison.Ordinal);
        Assert.Contains("s1: shows a certificate of an authority that is retired: enrol its agent again", await StatusAsync(federation));
        await federation.EnrolAgainAsync("s1");
        await federation.StartAgentAsync("s1");
        await UntilAllAsync(federation, Signing);
    }

    private static Task<string> DoctorAsync(AuthorityFederation federation, string site) => ProgramRun.OutputAsync(Executables.Agent, "doctor", "--home", federation.HomeOf(site));

    /// <summary>What an agent that holds a one-time code of before is told.</summary>
    private static Task<string> EnrolAsync(AuthorityFederation federation, string code) => ProgramRun.RefusalAsync(Executables.Agent, "enrol", "--home", federation.HomeOf("s1"), code);

    private static string Copy(AuthorityFederation federation, string name)
    {
        var copy = Path.Combine(federation.State, "..", name);
        File.Copy(federation.AuthorityFile, copy, overwrite: true);
        return copy;
    }

    private static int Pinned(AuthorityFederation federation, string site) => File.ReadAllText(Path.Combine(federation.StateOf(site), "authority.pem")).Split("BEGIN CERTIFICATE").Length - 1;

    private static async Task<string[]> StatusAsync(AuthorityFederation federation) => (await federation.CoordinatorAsync("authority", "status")).Split('\n');

    private static Task UntilAllAsync(AuthorityFederation federation, string state) => Waiting.UntilAsync(Patience, async _ =>
    {
        var status = await StatusAsync(federation);
        return AuthorityFederation.Sites.All(s => status.Contains($"{s}: {state}"));
    });

    /// <summary>Calls, each another one and none answered from the record, one after the other.</summary>
    private static async Task<List<Run>> AskAsync(AuthorityFederation federation, CancellationToken enough)
    {
        var runs = new List<Run>();
        while (!enough.IsCancellationRequested)
        {
            using var client = federation.Client(federation.AuthorityFile);
            runs.Add(await client.RunAsync("", $"describe(~ I(x + {runs.Count + 1}), data = d)", cancellationToken: TestContext.Current.CancellationToken));
        }

        return runs;
    }
}
