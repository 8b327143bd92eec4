using FedOnco.Protos;

namespace FedOnco.Agent.Gate;

/// <summary>policy.yaml: who may ask what here, deny by default.</summary>
internal sealed record Policy(Profile Profile, Resolution Resolution, IReadOnlyList<string> Studies, IReadOnlyList<string> People, IReadOnlyList<string> Analyses, uint MinimumPatients, uint MinimumSites)
{
    /// <summary>Sites with patients that a shown cell needs.</summary>
    public uint CellMinimumSites { get; init; }

    /// <summary>Whether the centre may be a term, a group or part of the subset.</summary>
    public bool SiteEffects { get; init; }

    /// <summary>Whether this site publishes estimates of its own patients alone.</summary>
    public bool SiteEstimates { get; init; }

    public Differencing Differencing { get; init; } = Differencing.Pairwise;

    public Approval Approval { get; init; }

    /// <summary>Analyses that ask in their own way.</summary>
    public IReadOnlyDictionary<string, Approval> ApprovalOf { get; init; } = new Dictionary<string, Approval>();

    /// <summary>Refusals that depend on data in a study, after which each of its calls asks.</summary>
    public int MostRefusals { get; init; } = 3;

    /// <summary>Models that an analysis set may be asked for; 0 is no limit.</summary>
    public uint ModelsPerSet { get; init; }

    /// <summary>Days that the data of a study stay as they are at least.</summary>
    public uint RefreshDays { get; init; }

    public bool IsOpen => Profile == Profile.Open;

    public DisclosureTerms Terms => new()
    {
        Profile = Profile,
        Resolution = Resolution,
        MinimumPatients = MinimumPatients,
        MinimumSites = MinimumSites,
        MinimumCellSites = CellMinimumSites,
        SiteEffects = SiteEffects,
        SiteEstimates = SiteEstimates,
        Differencing = IsOpen ? Differencing.Unspecified : Differencing,
        ModelsPerSet = ModelsPerSet,
    };

    public static bool Allows(IReadOnlyList<string> list, string name) => list.Contains("*") || list.Contains(name, StringComparer.Ordinal);
}
