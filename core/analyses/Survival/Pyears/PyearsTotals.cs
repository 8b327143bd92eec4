namespace FedOnco.Analyses.Survival.Pyears;

/// <summary>What the program of pyears() ends in.</summary>
/// <param name="Labels">R's label of each group, or null where there is one.</param>
/// <param name="N">Rows.</param>
/// <param name="Events">Events.</param>
/// <param name="Time">Time at risk in the unit of the times.</param>
internal sealed record PyearsTotals(IReadOnlyList<string>? Labels, double[] N, double[] Events, double[] Time);
