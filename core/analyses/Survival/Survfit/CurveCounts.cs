namespace FedOnco.Analyses.Survival.Survfit;

/// <summary>What one curve is made of: sums of weights (numbers of patients where there are none) by point of the time grid.</summary>
/// <param name="Events">Events.</param>
/// <param name="Censored">Censorings.</param>
/// <param name="Entries">Entries; empty where everybody is at risk from the start.</param>
internal sealed record CurveCounts(ReadOnlyMemory<double> Events, ReadOnlyMemory<double> Censored, ReadOnlyMemory<double> Entries)
{
    /// <summary>Rows with an event; the same as <see cref="Events"/> without weights.</summary>
    public ReadOnlyMemory<double> Deaths { get; init; } = Events;

    /// <summary>Rows that leave, and that enter; empty without weights.</summary>
    public ReadOnlyMemory<double> RowsLeft { get; init; }

    public ReadOnlyMemory<double> RowsEntered { get; init; }

    /// <summary>Squared weights of events and of censorings, for the robust variance; empty where it is not asked for.</summary>
    public ReadOnlyMemory<double> EventSquares { get; init; }

    public ReadOnlyMemory<double> CensoredSquares { get; init; }

    /// <summary>Squared influences on log S summed over clusters, from a sum of their own; empty where squared weights are enough.</summary>
    public ReadOnlyMemory<double> InfluenceSquares { get; init; }
}
