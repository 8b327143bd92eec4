using FedOnco.Agent.Data;
using FedOnco.Agent.Data.Mapping;
using FedOnco.Language;
using FedOnco.Protos;

namespace FedOnco.Agent.Gate;

/// <summary>A call as text, and what this site's files make of it: policy, catalogue, dictionary. No patient is read.</summary>
/// <param name="Call">In its canonical form.</param>
/// <param name="Entry">The catalogue's entry of its dataset.</param>
/// <param name="Sites">Number of centres that was reckoned with.</param>
/// <param name="Explanation">What the policy makes of it.</param>
internal sealed record ExplainedCall(string Call, CatalogueEntry Entry, int Sites, PolicyExplanation Explanation)
{
    private const int MostSites = 4096;

    /// <param name="home">The agent's folder.</param>
    /// <param name="call">A call.</param>
    /// <param name="study">Its study; needed where several have a dataset of that name.</param>
    /// <param name="person">Who asks; null for anybody.</param>
    /// <param name="sites">Number of centres, 2 to 4,096; the policy's minimum where it is null.</param>
    /// <exception cref="FedOncoException">The reason that fits: call, dataset or a file is wrong.</exception>
    public static ExplainedCall Of(AgentHome home, string call, string? study, string? person, int? sites)
    {
        var policy = PolicyFile.Read(TextOf(home.Policy), home.Policy);
        var question = QuestionOf(call);
        var held = Find(home, question.Data, study);
        var count = sites ?? (int)Math.Clamp(policy.MinimumSites, 2, MostSites);
        if (count is < 2 or > MostSites) throw new FedOncoException(ErrorReason.WrongArgument, $"--sites is 2 to {MostSites}.");
        return new ExplainedCall(CallLanguage.Print(question), held.Entry, count, PolicyExplanation.Of(policy, home.Settings.Site, question, held.Entry, held.Dataset, person, count));
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
}
