using System.CommandLine;
using FedOnco.Agent.Audit;
using FedOnco.Protos;

namespace FedOnco.Agent.Commands;

/// <summary>`fedonco-agent audit`: what was asked, decided and sent here, also while the agent runs.</summary>
internal static class AuditCommand
{
    public static Command Build(Option<string> home)
    {
        var verify = new Command("verify", "Compare every line of the log with its hash; exit code 0 where all fit");
        verify.SetAction((parsed, _) => With(parsed, home, folder => Verify(AuditVerification.Of(folder), folder, parsed.InvocationConfiguration)));
        var last = new Option<int>("--last") { Description = "Number of entries", DefaultValueFactory = _ => 20 };
        var show = new Command("show", "The last entries") { last };
        show.SetAction((parsed, _) => With(parsed, home, folder => Lines(folder, parsed.GetValue(last), parsed.InvocationConfiguration.Output)));
        var export = new Command("export", "All entries, one JSON document a line");
        export.SetAction((parsed, _) => With(parsed, home, folder => Lines(folder, int.MaxValue, parsed.InvocationConfiguration.Output)));
        return new Command("audit", "The log of this site") { verify, show, export };
    }

    private static int Verify(AuditVerification found, string folder, InvocationConfiguration console)
    {
        console.Output.WriteLine($"{found.Entries} entries, root {Convert.ToHexStringLower(found.Head.Root)}");
        if (found.FirstChanged is not { } line) return 0;
        console.Error.WriteLine($"{AuditLog.LinesFile(folder)}: line {line} is not what was written. Keep the file as it is, and compare the root with what the other centres hold.");
        return ErrorReason.LedgerRolledBack.ExitCode();
    }

    private static int Lines(string folder, int count, TextWriter output)
    {
        using var lines = File.Open(AuditLog.LinesFile(folder), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var kept = new Queue<byte[]>();
        foreach (var line in AuditLines.Read(lines))
        {
            kept.Enqueue(line);
            if (kept.Count > count) kept.Dequeue();
        }

        foreach (var line in kept) output.WriteLine(System.Text.Encoding.UTF8.GetString(line));
        return 0;
    }

    private static Task<int> With(ParseResult parsed, Option<string> home, Func<string, int> action) => AgentCommands.Guarded(() =>
    {
        var state = AgentHome.Open(parsed.GetRequiredValue(home)).State;
        if (!File.Exists(AuditLog.LinesFile(state))) throw new FedOncoException(ErrorReason.WrongFile, $"{AuditLog.LinesFile(state)} is missing: the agent has not run yet.");
        return Task.FromResult(action(state));
    });
}
