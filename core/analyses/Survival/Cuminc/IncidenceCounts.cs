namespace FedOnco.Analyses.Survival.Cuminc;

/// <summary>What a curve of one group is made of.</summary>
/// <param name="Events">Sums of weights (numbers of patients where there are none), states x times.</param>
/// <param name="Censored">The same of censorings, by time.</param>
internal sealed record IncidenceCounts(ReadOnlyMemory<double> Events, ReadOnlyMemory<double> Censored)
{
    /// <summary>Sums of squared weights; the same as the sums where each weight is 1.</summary>
    public ReadOnlyMemory<double> EventSquares { get; init; } = Events;

    public ReadOnlyMemory<double> CensoredSquares { get; init; } = Censored;

    /// <summary>Numbers of patients.</summary>
    public ReadOnlyMemory<double> EventRows { get; init; } = Events;

    public ReadOnlyMemory<double> CensoredRows { get; init; } = Censored;
}
