namespace FedOnco.Analyses.Descriptive.Ecdf;

/// <summary>What the program of ecdf() ends in.</summary>
/// <param name="Names">Variables.</param>
/// <param name="Points">Where the function is wanted.</param>
/// <param name="Below">Values up to each point: variables x points.</param>
/// <param name="Known">Values of each variable.</param>
public sealed record EcdfTotals(IReadOnlyList<string> Names, double[] Points, double[][] Below, double[] Known);
