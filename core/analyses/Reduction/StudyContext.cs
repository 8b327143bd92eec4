using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Learning.Benefit;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Analyses.Reduction;

/// <summary>What every party of a run knows before the first sum; programs may use it, it is in the contract.</summary>
/// <param name="Question">Rows and analysis.</param>
/// <param name="Dataset">The dictionary's entry of the dataset.</param>
/// <param name="Sites">Sites of the contract, ids ascending by UTF-8 bytes; the levels of the variable <c>site</c>.</param>
/// <param name="Terms">Disclosure terms of the run.</param>
public sealed record StudyContext(Question Question, Dataset Dataset, IReadOnlyList<string> Sites, DisclosureTerms Terms)
{
    /// <summary>Every earlier cohort of the dataset; empty under the open profile.</summary>
    public IReadOnlyList<HistoryEntry> History { get; init; } = [];

    /// <summary>Snapshot of the dataset at each site, in the order of sites; empty where nothing was ever refreshed, as in tests.</summary>
    public IReadOnlyList<ByteString> Snapshots { get; init; } = [];

    /// <summary>What is known of the history's cohorts from earlier contracts of this dataset.</summary>
    public HistoryMemory Memory { get; init; } = new();

    /// <summary>Learners of other libraries that this centre runs on its own patients; empty where it has none, and at every party that is no centre.</summary>
    public IReadOnlyList<IOwnLearner> OwnLearners { get; init; } = [];

    /// <summary>Whether disclosure control applies: every profile but the open one, which is for public data.</summary>
    public bool IsGuarded => Terms.Profile is Profile.Default or Profile.TwoCentres or Profile.Strict;
}
