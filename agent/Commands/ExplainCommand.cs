using System.CommandLine;
using FedOnco.Agent.Gate;
using FedOnco.Protos;

namespace FedOnco.Agent.Commands;

/// <summary>`fedonco-agent policy explain`: which rules of this site meet a call, without reading patients.</summary>
internal static class ExplainCommand
{
    public static Command Build(Option<string> home)
    {
        var call = new Argument<string>("call") { Description = "A call, as in 'count(data = d, by = ~ grade)'" };
        var study = new Option<string?>("--study") { Description = "Study of the dataset; needed where several have one of that name" };
        var person = new Option<string?>("--person") { Description = "Who would ask; without it nobody's name is checked" };
        var sites = new Option<int?>("--sites") { Description = "Number of centres that would take part; the policy's minimum where it is not given" };
        var command = new Command("explain", "Show which rules apply to a call, what would leave, and what would refuse it; exit code 0 where the data decide") { call, study, person, sites };
        command.SetAction((parsed, _) => AgentCommands.Guarded(() =>
        {
            var asked = ExplainedCall.Of(AgentHome.Open(parsed.GetRequiredValue(home)), parsed.GetRequiredValue(call), parsed.GetValue(study), parsed.GetValue(person), parsed.GetValue(sites));
            Print(asked, parsed.InvocationConfiguration.Output);
            return Task.FromResult(asked.Explanation.Refusals.Count == 0 ? 0 : ErrorReason.Policy.ExitCode());
        }));
        return command;
    }

    private static void Print(ExplainedCall asked, TextWriter output)
    {
        var explained = asked.Explanation;
        output.WriteLine($"call     {asked.Call}");
        output.WriteLine($"study    {asked.Entry.Study}, dataset {asked.Entry.Dataset}, {asked.Sites} sites");
        output.WriteLine(explained.Refusals.Count == 0 ? "verdict  allowed; the data decide by the rules below" : "verdict  refused before any data are read");
        foreach (var refusal in explained.Refusals) output.WriteLine($"refused  {refusal}");
        foreach (var rule in explained.Rules) output.WriteLine($"rule     {rule}");
        if (explained.Leaves.Count == 0 || explained.Refusals.Count > 0) return;
        output.WriteLine($"leaves   first sum, masked, 16 bytes a number: {string.Join(", ", explained.Leaves)}; and counts of the differences to earlier cohorts");
        output.WriteLine("leaves   then the sums of the analysis, each derived from verified totals; `fedonco-agent audit show` lists them as they leave");
    }
}
