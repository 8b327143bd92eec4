namespace FedOnco.Analyses.Multivariate.Kmeans;

/// <summary>What the program of kmeans() ends in.</summary>
/// <param name="Names">Variables.</param>
/// <param name="Centres">Clusters x variables, in their units.</param>
/// <param name="Sizes">Rows of each cluster.</param>
/// <param name="Within">Sum of squared distances within each cluster.</param>
/// <param name="Total">About the mean of all rows.</param>
/// <param name="Iterations">Moves of the centres.</param>
/// <param name="Settled">Whether the last move changed nothing.</param>
public sealed record KmeansTotals(IReadOnlyList<string> Names, double[] Centres, double[] Sizes, double[] Within, double Total, int Iterations, bool Settled);
