using System.CommandLine;
using FedOnco.Agent.Enrolment;
using FedOnco.Agent.Gate;
using FedOnco.Agent.Health;
using FedOnco.Agent.Link;
using FedOnco.Agent.State;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;

namespace FedOnco.Agent.Commands;

/// <summary>The `fedonco-agent` command.</summary>
internal static class AgentCommands
{
    private static readonly Option<string> Home = new("--home") { Description = "The agent's folder", Required = true, Recursive = true };

    public static RootCommand Build() => new("The FedOnco agent: answers studies on data that stays here.")
    {
        Options = { Home },
        Subcommands = { SetupCommand.Build(Home), DoctorCommand.Build(Home, TimeProvider.System), Run(), Enrol(), InitCommand.Build(Home), CheckCommand.Build(Home), Policy(), Roster(), ApprovalsCommand.Build(Home, TimeProvider.System), RefreshCommand.Build(Home, TimeProvider.System), AuditCommand.Build(Home), ConsoleCommand.Build(Home, TimeProvider.System) },
    };

    private static Command Run()
    {
        var code = new Option<string?>("--enrol") { Description = "One-time code; used where the agent is not enrolled yet" };
        var coordinator = new Option<string?>("--coordinator") { Description = "https://host:port, instead of the one in appsettings.json" };
        var trust = new Option<bool>("--trust-coordinator-roster") { Description = "Sum with whatever sites the coordinator shows: for sandboxes only" };
        var otlp = new Option<string?>("--otlp") { Description = "Address of a collector of this centre that metrics and traces are sent to (OpenTelemetry, OTLP over HTTP), instead of the one in appsettings.json" };
        var stop = new Option<bool>("--stop-with-stdin") { Description = "Stop when standard input closes" };
        var command = new Command("run", "Connect and answer") { code, coordinator, trust, otlp, stop };
        command.SetAction((parsed, cancellationToken) => Guarded(async () =>
        {
            var home = AgentHome.Open(parsed.GetRequiredValue(Home));
            if (parsed.GetValue(coordinator) is { } address) home.Settings.Coordinator = address;
            if (parsed.GetValue(otlp) is { } collector) home.Settings.Otlp = collector;
            _ = home.Settings.ReadOtlp();
            return await AgentHost.RunAsync(home, parsed.GetValue(code), parsed.GetValue(trust) ? RosterTrust.Coordinator : RosterTrust.SiteIt, parsed.GetValue(stop), cancellationToken).ConfigureAwait(false);
        }));
        return command;
    }

    private static Command Enrol()
    {
        var code = new Argument<string>("code") { Description = "One-time code from `fedonco-coordinator agent invite SITE`" };
        var command = new Command("enrol", "Join a coordinator") { code };
        command.SetAction((parsed, cancellationToken) => Guarded(async () =>
        {
            var home = AgentHome.Open(parsed.GetRequiredValue(Home));
            using var state = AgentState.Open(home.State);
            await Enroller.EnrolAsync(home.Settings.Site, home.Settings.Coordinator, OneTimeCode.Parse(parsed.GetRequiredValue(code)), state, cancellationToken).ConfigureAwait(false);
            await Console.Out.WriteLineAsync($"{home.Settings.Site} is enrolled. Identity key: {IdentityKey.Fingerprint(state.Identity.PublicKey)}").ConfigureAwait(false);
            return 0;
        }));
        return command;
    }

    private static Command Policy()
    {
        var check = new Command("check", "Read policy.yaml strictly");
        check.SetAction((parsed, _) => Guarded(() =>
        {
            var home = AgentHome.Open(parsed.GetRequiredValue(Home));
            var policy = PolicyFile.Read(File.ReadAllText(home.Policy), home.Policy);
            Console.WriteLine($"{home.Policy}: at least {policy.MinimumPatients} patients at {policy.MinimumSites} sites; studies {string.Join(", ", policy.Studies)}; analyses {string.Join(", ", policy.Analyses)}");
            return Task.FromResult(0);
        }));
        return new Command("policy", "The site's rules") { check, ExplainCommand.Build(Home, TimeProvider.System) };
    }

    private static Command Roster()
    {
        var show = new Command("show", "Approved and proposed sites with the fingerprints of their identity keys, to compare by phone");
        show.SetAction((parsed, _) => WithState(parsed, (home, state) =>
        {
            Console.WriteLine($"this site: {home.Settings.Site}  {IdentityKey.Fingerprint(state.Identity.PublicKey)}");
            Print("approved", state.Roster.Approved);
            if (state.Roster.Proposed is { } proposed) Print("proposed, not in use", proposed);
        }));
        var hash = new Argument<string>("hash") { Description = "At least 8 characters of the proposed roster's hash" };
        var approve = new Command("approve", "Use the proposed roster from now on") { hash };
        approve.SetAction((parsed, _) => WithState(parsed, (_, state) => Print("approved", state.Roster.Approve(parsed.GetRequiredValue(hash)))));
        return new Command("roster", "Sites and their identity keys") { show, approve };
    }

    private static void Print(string title, Protos.Roster roster)
    {
        Console.WriteLine($"{title}: {(roster.Entries.Count == 0 ? "none" : PinnedRoster.HashText(roster))}");
        foreach (var entry in roster.Entries) Console.WriteLine($"  {entry.Site}  {IdentityKey.Fingerprint(entry.IdentityKey.Span)}");
    }

    private static Task<int> WithState(ParseResult parsed, Action<AgentHome, AgentState> action) => Guarded(() =>
    {
        var home = AgentHome.Open(parsed.GetRequiredValue(Home));
        using var state = AgentState.Open(home.State);
        action(home, state);
        return Task.FromResult(0);
    });

    /// <summary>One clear message for an expected fault, never a stack trace.</summary>
    public static async Task<int> Guarded(Func<Task<int>> action)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (FedOncoException fault)
        {
            await Console.Error.WriteLineAsync(fault.Message).ConfigureAwait(false);
            return fault.Reason.ExitCode();
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
    }
}
