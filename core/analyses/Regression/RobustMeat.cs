namespace FedOnco.Analyses.Regression;

/// <summary>The middle of a sandwich, from its sum.</summary>
/// <param name="Kind">Which variance.</param>
/// <param name="Meat">Size x size, row-major.</param>
/// <param name="Clusters">Clusters with a row; 0 where every row is alone.</param>
public sealed record RobustMeat(Protos.RobustVariance Kind, double[] Meat, double Clusters);
