using System.CommandLine;
using FedOnco.Agent.Data;
using FedOnco.Agent.Data.Mapping;
using FedOnco.Agent.Gate;
using FedOnco.Language;
using FedOnco.Protos;

namespace FedOnco.Agent.Commands;

/// <summary>`fedonco-agent policy explain`: which rules of this site meet a call, without reading patients.</summary>
internal static class ExplainCommand
{
    private const int MostSites = 4096;

    public static Command Build(Option<string> home)
    {
        var call = new Argument<string>("call") { Description = "A call, as in 'count(data = d, by = ~ grade)'" };
        var study = new Option<string?>("--study") { Description = "Study of the dataset; needed where several have one of that name" };
        var person = new Option<string?>("--person") { Description = "Who would ask; without it nobody's name is checked" };
        var sites = new Option<int?>("--sites") { Description = "Number of centres that would take part; the policy's minimum where it is not given" };
        var command = new Command("explain", "Show which rules apply to a call, what would leave, and what would refuse it; exit code 0 where the data decide") { call, study, person, sites };
        command.SetAction((parsed, _) => AgentCommands.Guarded(() =>
        {
            var agent = AgentHome.Open(parsed.GetRequiredValue(home));
            var policy = PolicyFile.Read(TextOf(agent.Policy), agent.Policy);
            var question = QuestionOf(parsed.GetRequiredValue(call));
            var held = Find(agent, question.Data, parsed.GetValue(study));
            var count = parsed.GetValue(sites) ?? (int)Math.Clamp(policy.MinimumSites, 2, MostSites);
            if (count is < 2 or > MostSites) throw new FedOncoException(ErrorReason.WrongArgument, $"--sites is 2 to {MostSites}.");
            var explained = PolicyExplanation.Of(policy, agent.Settings.Site, question, held.Entry, held.Dataset, parsed.GetValue(person), count);
            Print(explained, CallLanguage.Print(question), held.Entry, count, parsed.InvocationConfiguration.Output);
            return Task.FromResult(explained.Refusals.Count == 0 ? 0 : ErrorReason.Policy.ExitCode());
        }));
        return command;
    }

    private static Question QuestionOf(string call)
    {
        var parsed = CallLanguage.Parse(call);
        if (parsed.Problems is [var problem, ..]) throw new FedOncoException(problem.Reason, string.Join("\n", parsed.Problems.Select(p => $"position {p.Position}: {p.Message}")));
        return parsed.Question ?? throw new FedOncoException(ErrorReason.WrongArgument, "A call on fits sends nothing beyond what its fits send. Explain the calls of its fits.");
    }

    private static MappedDataset Find(AgentHome home, string dataset, string? study)
    {
        var known = CatalogueFile.Read(TextOf(home.Catalogue), home.Catalogue, home.ReadDictionaries());
        return known.Where(d => d.Dataset.Name == dataset && (study is null || d.Entry.Study == study)).ToList() switch
        {
            [var only] => only,
            [] => throw new FedOncoException(ErrorReason.UnknownDataset, $"{home.Settings.Site} does not hold {dataset}{(study is null ? "" : $" of study {study}")}. It holds: {string.Join(", ", known.Select(d => $"{d.Dataset.Name} ({d.Entry.Study})"))}."),
            var several => throw new FedOncoException(ErrorReason.WrongArgument, $"Several studies have a dataset {dataset}: {string.Join(", ", several.Select(d => d.Entry.Study))}. Name one with --study."),
        };
    }

    private static string TextOf(string file) => File.Exists(file) ? File.ReadAllText(file) : throw new FedOncoException(ErrorReason.WrongFile, $"{file} is missing: without it nothing is allowed.");

    private static void Print(PolicyExplanation explained, string call, CatalogueEntry entry, int sites, TextWriter output)
    {
        output.WriteLine($"call     {call}");
        output.WriteLine($"study    {entry.Study}, dataset {entry.Dataset}, {sites} sites");
        output.WriteLine(explained.Refusals.Count == 0 ? "verdict  allowed; the data decide by the rules below" : "verdict  refused before any data are read");
        foreach (var refusal in explained.Refusals) output.WriteLine($"refused  {refusal}");
        foreach (var rule in explained.Rules) output.WriteLine($"rule     {rule}");
        if (explained.Leaves.Count == 0 || explained.Refusals.Count > 0) return;
        output.WriteLine($"leaves   first sum, masked, 16 bytes a number: {string.Join(", ", explained.Leaves)}; and counts of the differences to earlier cohorts");
        output.WriteLine("leaves   then the sums of the analysis, each derived from verified totals; `fedonco-agent audit show` lists them as they leave");
    }
}
