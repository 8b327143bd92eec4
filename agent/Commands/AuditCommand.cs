using System.CommandLine;
using FedOnco.Agent.State;
using FedOnco.Audit;
using FedOnco.Protos;

namespace FedOnco.Agent.Commands;

/// <summary>`fedonco-agent audit`: what was asked, decided and sent here, also while the agent runs.</summary>
internal static class AuditCommand
{
    public static Command Build(Option<string> home)
    {
        var seen = new Option<string?>("--seen") { Description = "SIZE:ROOT that another centre holds of this log; the log must still begin so" };
        var verify = new Command("verify", "Compare every line of the log with its hash; exit code 0 where all fit") { seen };
        verify.SetAction((parsed, _) => With(parsed, home, folder => AuditReport.Verify(folder, parsed.GetValue(seen), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error)));
        var last = new Option<int>("--last") { Description = "Number of entries", DefaultValueFactory = _ => 20 };
        var show = new Command("show", "The last entries") { last };
        show.SetAction((parsed, _) => With(parsed, home, folder => AuditReport.Lines(folder, parsed.GetValue(last), parsed.InvocationConfiguration.Output)));
        var export = new Command("export", "All entries, one JSON document a line");
        export.SetAction((parsed, _) => With(parsed, home, folder => AuditReport.Lines(folder, int.MaxValue, parsed.InvocationConfiguration.Output)));
        var heads = new Command("heads", "The last heads seen of the other centres' logs and of the coordinator's: evidence that they are still whole");
        heads.SetAction((parsed, _) => With(parsed, home, folder => Heads(folder, parsed.InvocationConfiguration.Output)));
        var forget = new Command("forget-coordinator", "After the coordinator was restored from a backup and its administrator explained why: take its log as it is from now on");
        forget.SetAction((parsed, _) => With(parsed, home, folder => Forget(folder, parsed.InvocationConfiguration.Output)));
        return new Command("audit", "The log of this site") { verify, show, export, heads, forget };
    }

    private static int Heads(string folder, TextWriter output)
    {
        using var coordinator = new CoordinatorHeads(folder);
        using var peers = new PeerHeads(folder);
        if (coordinator.Last is { } head) output.WriteLine($"coordinator  {head.Size}:{Convert.ToHexStringLower(head.Root)}");
        foreach (var (site, seen) in peers.All.OrderBy(h => h.Key, StringComparer.Ordinal)) output.WriteLine($"{site}  {seen.Size}:{Convert.ToHexStringLower(seen.Root)}");
        return 0;
    }

    private static int Forget(string folder, TextWriter output)
    {
        using var coordinator = new CoordinatorHeads(folder);
        output.WriteLine(coordinator.Last is { } head
            ? $"forgotten: {head.Size}:{Convert.ToHexStringLower(head.Root)}. Keep this line: it is the evidence of the log before."
            : "No head of the coordinator's log was seen yet.");
        coordinator.Forget();
        return 0;
    }

    private static Task<int> With(ParseResult parsed, Option<string> home, Func<string, int> action) => AgentCommands.Guarded(() =>
    {
        var state = AgentHome.Open(parsed.GetRequiredValue(home)).State;
        if (!Directory.Exists(state)) throw new FedOncoException(ErrorReason.WrongFile, $"{state} is missing: the agent has not run yet.");
        return Task.FromResult(action(state));
    });
}
