using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Reduction;
using FedOnco.Coordinator.State;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace FedOnco.Coordinator.Runs;

/// <summary>Makes the contract of a question: exactly the sites that hold the dataset, terms as strict as the strictest of them.</summary>
internal static class ContractBuilder
{
    /// <exception cref="FedOncoException">UnknownDataset, DataNotConforming, SourceUnreadable, Policy.</exception>
    public static OpenContract Build(Question question, StudyRecord study, Store store, string person, DateTimeOffset expires, CohortRecord cohorts, AuditHead log)
    {
        var dataset = study.Dictionary.Datasets.First(d => d.Name == question.Data);
        var holdings = store.Holdings(study.Name, question.Data).Where(h => study.Sites.Contains(h.Site)).OrderBy(h => h.Site, SiteOrder.Instance).ToList();
        if (holdings.Count == 0) throw new FedOncoException(ErrorReason.UnknownDataset, $"No centre of {study.Name} holds {question.Data} yet.");
        foreach (var (site, entry) in holdings)
        {
            if (!entry.Conforming) throw new FedOncoException(entry.Problem?.Reason ?? ErrorReason.DataNotConforming, $"{site}: {entry.Problem?.Message ?? "the data do not fit the dictionary."}");
        }

        if (holdings.Count < 2) throw new FedOncoException(ErrorReason.Policy, $"Only {holdings[0].Site} holds {question.Data}; a secure sum needs at least two centres.");
        RequireTogether(question.Data, holdings);
        var terms = Strictest([.. holdings.Select(h => h.Entry.Terms)]);
        var history = terms.Profile == Profile.Open ? [] : cohorts.Entries(study.Name, question.Data);
        RequireComparable(question.Data, [.. holdings.Select(h => h.Site)], history, terms.MinimumSites);
        var contract = new Contract
        {
            Study = study.Name,
            DictionaryHash = ByteString.CopyFrom(Hashes.Dataset(dataset)),
            DictionaryVersion = study.Dictionary.Version,
            Question = question,
            AlgorithmVersion = AnalysisVersions.Of(question).Version,
            Sites = { holdings.Select(h => h.Site) },
            SnapshotHashes = { holdings.Select(h => h.Entry.SnapshotHash) },
            Terms = terms,
            Expires = Timestamp.FromDateTimeOffset(expires),
            Person = person,
            RosterHash = ByteString.CopyFrom(Hashes.Roster(Members(store, holdings.Select(h => h.Site)))),
            AuditSize = log.Size,
            AuditRoot = ByteString.CopyFrom(log.Root),
            HistoryHash = ByteString.CopyFrom(terms.Profile == Profile.Open ? new byte[32] : History.Hash(history)),
        };
        if (holdings.Any(h => h.Entry.Refresh > 0)) contract.Refreshes.AddRange(holdings.Select(h => h.Entry.Refresh));
        if (question.Analysis.Evaluate is { } evaluate) contract.EarlierResults.Add(evaluate.TranscriptHash);
        return new OpenContract(new RunOffer { Contract = contract.ToByteString(), History = { history.Select(e => e.ToByteString()) } }, contract, dataset, Members(store, contract.Sites));
    }

    /// <summary>The sites refuse such a contract; here it is said earlier, and no cohort is on record for it.</summary>
    private static void RequireTogether(string data, IReadOnlyList<(string Site, SiteDataset Entry)> holdings)
    {
        var most = holdings.Max(h => h.Entry.Refresh);
        if (holdings.All(h => h.Entry.Refresh == most)) return;
        throw new FedOncoException(ErrorReason.HistoryUnavailable, $"{Sites(h => h.Entry.Refresh == most)} refreshed {data}, {Sites(h => h.Entry.Refresh < most)} did not yet. Calls on {data} go on when all of them have: with `fedonco-agent refresh accept {data}`, at a centre that is new to the study with `fedonco-agent refresh accept {data} --join {most}`.");
        string Sites(Func<(string Site, SiteDataset Entry), bool> which) => string.Join(", ", holdings.Where(which).Select(h => h.Site));
    }

    /// <summary>The same for sites that joined or left since earlier calls: too few of them to be told from the rest.</summary>
    private static void RequireComparable(string data, IReadOnlyList<string> sites, IEnumerable<HistoryEntry> history, uint minimumSites)
    {
        if (history.FirstOrDefault(e => History.IsOfTooFew(sites, e.Sites, minimumSites)) is not { } earlier) return;
        var (joined, left) = (sites.Except(earlier.Sites).ToList(), earlier.Sites.Except(sites).ToList());
        string[] changes = [.. joined.Select(s => $"{s} holds {data} now and did not then"), .. left.Select(s => $"{s} held {data} then and does not now")];
        throw new FedOncoException(ErrorReason.Policy, $"An earlier call on {data} was of other centres ({string.Join(", ", changes)}): the difference would be the numbers of too few of them. Calls go on with the centres of before, with {Math.Max(2, minimumSites)} or more centres that join or leave together, or under a new dataset name.");
    }

    public static Roster Members(Store store, IEnumerable<string> sites)
    {
        var wanted = sites.ToHashSet();
        var members = new Roster();
        members.Entries.AddRange(store.Roster().Entries.Where(e => wanted.Contains(e.Site)));
        return members;
    }

    private static DisclosureTerms Strictest(IReadOnlyList<DisclosureTerms> terms) => new()
    {
        Profile = terms.All(t => t.Profile == Profile.Open) ? Profile.Open : terms.Select(t => t.Profile).Where(p => p != Profile.Open).OrderBy(Strictness).First(),
        Resolution = terms.All(t => t.Resolution == Resolution.Exact) ? Resolution.Exact : Resolution.Grid,
        MinimumPatients = terms.Max(t => t.MinimumPatients),
        MinimumSites = terms.Max(t => t.MinimumSites),
        MinimumCellSites = terms.Max(t => t.MinimumCellSites),
        SiteEffects = terms.All(t => t.SiteEffects),
        SiteEstimates = terms.All(t => t.SiteEstimates),
        Differencing = terms.Max(t => t.Differencing),
        ModelsPerSet = terms.Where(t => t.ModelsPerSet > 0).Select(t => t.ModelsPerSet).DefaultIfEmpty().Min(),
    };

    private static int Strictness(Profile profile) => profile switch { Profile.Strict => 0, Profile.Default => 1, _ => 2 };
}
