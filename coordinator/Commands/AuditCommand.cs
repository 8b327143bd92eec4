using System.CommandLine;
using FedOnco.Audit;

namespace FedOnco.Coordinator.Commands;

/// <summary>`fedonco-coordinator audit`: the coordinator's own log, also while it serves.</summary>
internal static class AuditCommand
{
    /// <param name="state">The option that names the state folder.</param>
    /// <param name="guarded">Turns expected faults into one message.</param>
    public static Command Build(Option<string> state, Func<Func<Task<int>>, Task<int>> guarded)
    {
        var seen = new Option<string?>("--seen") { Description = "SIZE:ROOT that a centre saw of this log (`fedonco-agent audit heads`); the log must still begin so" };
        var verify = new Command("verify", "Compare every line of the log with its hash; exit code 0 where all fit") { seen };
        verify.SetAction((parsed, _) => guarded(() => Task.FromResult(AuditReport.Verify(parsed.GetRequiredValue(state), parsed.GetValue(seen), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error))));
        var last = new Option<int>("--last") { Description = "Number of entries", DefaultValueFactory = _ => 20 };
        var show = new Command("show", "The last entries") { last };
        show.SetAction((parsed, _) => guarded(() => Task.FromResult(AuditReport.Lines(parsed.GetRequiredValue(state), parsed.GetValue(last), parsed.InvocationConfiguration.Output))));
        var export = new Command("export", "All entries, one JSON document a line");
        export.SetAction((parsed, _) => guarded(() => Task.FromResult(AuditReport.Lines(parsed.GetRequiredValue(state), int.MaxValue, parsed.InvocationConfiguration.Output))));
        return new Command("audit", "The coordinator's log") { verify, show, export };
    }
}
