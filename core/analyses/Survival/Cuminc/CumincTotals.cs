namespace FedOnco.Analyses.Survival.Cuminc;

/// <summary>What the program of cuminc() ends in.</summary>
internal sealed record CumincTotals
{
    public required CumincQuestion Question { get; init; }

    /// <summary>R's label of each group, or null where there is one.</summary>
    public required IReadOnlyList<string>? Labels { get; init; }

    /// <summary>By group.</summary>
    public required IReadOnlyList<IncidenceCurve> Curves { get; init; }

    /// <summary>Terms of Gray's test; null without groups to compare, and with weights.</summary>
    public required GrayTerms? Gray { get; init; }
}
