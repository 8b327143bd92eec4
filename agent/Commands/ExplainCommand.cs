using System.CommandLine;
using FedOnco.Agent.Gate;
using FedOnco.Protos;

namespace FedOnco.Agent.Commands;

/// <summary>`fedonco-agent policy explain`: which rules of this site meet a call and what it remembers of it, without reading patients; also while the agent runs.</summary>
internal static class ExplainCommand
{
    public static Command Build(Option<string> home, TimeProvider clock)
    {
        var call = new Argument<string>("call") { Description = "A call, as in 'count(data = d, by = ~ grade)'" };
        var study = new Option<string?>("--study") { Description = "Study of the dataset or analysis set; needed where several have one of that name" };
        var person = new Option<string?>("--person") { Description = "Who would ask; without it nobody's name is checked" };
        var sites = new Option<int?>("--sites") { Description = "Number of centres that would take part; the policy's minimum where it is not given" };
        var command = new Command("explain", "Show which rules apply to a call, what would leave, and what would refuse it; exit code 0 where the data decide") { call, study, person, sites };
        command.SetAction((parsed, _) => AgentCommands.Guarded(() =>
        {
            var asked = ExplainedCall.Of(AgentHome.Open(parsed.GetRequiredValue(home)), parsed.GetRequiredValue(call), parsed.GetValue(study), parsed.GetValue(person), parsed.GetValue(sites), clock.GetUtcNow());
            Print(asked, parsed.InvocationConfiguration.Output);
            return Task.FromResult(asked.Refusals.Count == 0 ? 0 : ErrorReason.Policy.ExitCode());
        }));
        return command;
    }

    private static void Print(ExplainedCall asked, TextWriter output)
    {
        var explained = asked.Explanation;
        output.WriteLine($"call     {asked.Call}");
        output.WriteLine($"study    {asked.Entry.Study}, dataset {asked.Entry.Dataset}, {asked.Sites} sites");
        output.WriteLine(asked.Refusals.Count == 0 ? "verdict  allowed; the data decide by the rules below" : "verdict  refused before any data are read");
        foreach (var refusal in asked.Refusals) output.WriteLine($"refused  {refusal}");
        foreach (var rule in explained.Rules) output.WriteLine($"rule     {rule}");
        if (asked.Standing is { } standing) Print(standing, output);
        if (explained.Leaves.Count == 0 || asked.Refusals.Count > 0) return;
        output.WriteLine($"leaves   first sum, masked, 16 bytes a number: {string.Join(", ", explained.Leaves)}; and counts of the differences to earlier cohorts");
        output.WriteLine("leaves   then the sums of the analysis, each derived from verified totals; `fedonco-agent audit show` lists them as they leave");
    }

    private static void Print(CallStanding standing, TextWriter output)
    {
        foreach (var line in standing.Ledger) output.WriteLine($"ledger   {line}");
        if (standing.Set.Length > 0) output.WriteLine($"set      {standing.Set}");
        foreach (var line in standing.Approval) output.WriteLine($"approval {line}");
    }
}
