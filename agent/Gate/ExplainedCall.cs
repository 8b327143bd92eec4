using FedOnco.Agent.Data;
using FedOnco.Agent.Data.Mapping;
using FedOnco.Agent.State;
using FedOnco.Language;
using FedOnco.Protos;

namespace FedOnco.Agent.Gate;

/// <summary>A call as text, and what this site makes of it: policy, catalogue, dictionary, and what it remembers. No patient is read, nothing is written.</summary>
/// <param name="Call">In its canonical form.</param>
/// <param name="Entry">The catalogue's entry of its dataset.</param>
/// <param name="Sites">Number of centres that was reckoned with.</param>
/// <param name="Explanation">What the policy makes of it.</param>
/// <param name="Standing">What this site's ledger and approvals make of it; null where the call is at fault.</param>
internal sealed record ExplainedCall(string Call, CatalogueEntry Entry, int Sites, PolicyExplanation Explanation, CallStanding? Standing)
{
    private const int MostSites = 4096;

    /// <summary>Why the call would be refused whatever the data are; empty where the data decide.</summary>
    public IReadOnlyList<string> Refusals => [.. Explanation.Refusals, .. Standing?.Refusals.Except(Explanation.Refusals) ?? []];

    /// <param name="home">The agent's folder.</param>
    /// <param name="call">A call.</param>
    /// <param name="study">Its study; needed where several have a dataset or set of that name.</param>
    /// <param name="person">Who asks; null for anybody.</param>
    /// <param name="sites">Number of centres, 2 to 4,096; the policy's minimum where it is null.</param>
    /// <param name="now">Time.</param>
    /// <exception cref="FedOncoException">The reason that fits: call, dataset or a file is wrong.</exception>
    public static ExplainedCall Of(AgentHome home, string call, string? study, string? person, int? sites, DateTimeOffset now)
    {
        var policy = PolicyFile.Read(TextOf(home.Policy), home.Policy);
        var question = QuestionOf(call);
        var count = sites ?? (int)Math.Clamp(policy.MinimumSites, 2, MostSites);
        if (count is < 2 or > MostSites) throw new FedOncoException(ErrorReason.WrongArgument, $"--sites is 2 to {MostSites}.");
        return SiteRecord.Look(home.State, record =>
        {
            var held = Find(home, question, study, record.Ledger);
            var text = CallLanguage.Print(question);
            var explanation = PolicyExplanation.Of(policy, home.Settings.Site, question, held.Entry, held.Dataset, person, count);
            var standing = explanation.Rules.Count == 0 ? null : CallStanding.Of(record, policy, home.Settings.Site, question, text, held.Entry, held.Dataset, now);
            return new ExplainedCall(text, held.Entry, count, explanation, standing);
        });
    }

    private static Question QuestionOf(string call)
    {
        var parsed = CallLanguage.Parse(call);
        if (parsed.Problems is [var problem, ..]) throw new FedOncoException(problem.Reason, string.Join("\n", parsed.Problems.Select(p => $"position {p.Position}: {p.Message}")));
        return parsed.Question ?? throw new FedOncoException(ErrorReason.WrongArgument, "A call on fits sends nothing beyond what its fits send. Explain the calls of its fits.");
    }

    /// <summary>The dataset of a call; one that names an analysis set gets the set's rows put into it.</summary>
    private static MappedDataset Find(AgentHome home, Question question, string? study, CohortLedger? ledger)
    {
        var known = CatalogueFile.Read(TextOf(home.Catalogue), home.Catalogue, home.ReadDictionaries());
        var name = question.Data;
        var found = known.Where(d => d.Dataset.Name == name).Select(d => (Data: d, Set: (AnalysisSet?)null)).ToList();
        if (found.Count == 0) found = [.. from s in ledger?.Sets(name) ?? [] from d in known where d.Entry.Study == s.Study && d.Dataset.Name == s.Dataset select (d, (AnalysisSet?)s.Set)];
        switch (found.Where(f => study is null || f.Data.Entry.Study == study).ToList())
        {
            case [var only]:
                (question.Data, question.Set) = (only.Data.Dataset.Name, only.Set);
                return only.Data;
            case []:
                throw new FedOncoException(ErrorReason.UnknownDataset, $"{home.Settings.Site} does not hold {name}{(study is null ? "" : $" of study {study}")}, and saw no analysis set of this name. It holds: {string.Join(", ", known.Select(d => $"{d.Dataset.Name} ({d.Entry.Study})"))}.");
            case var several:
                throw new FedOncoException(ErrorReason.WrongArgument, $"Several studies have a {name}: {string.Join(", ", several.Select(f => f.Data.Entry.Study))}. Name one with --study.");
        }
    }

    private static string TextOf(string file) => File.Exists(file) ? File.ReadAllText(file) : throw new FedOncoException(ErrorReason.WrongFile, $"{file} is missing: without it nothing is allowed.");
}
