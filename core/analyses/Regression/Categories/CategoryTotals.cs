namespace FedOnco.Analyses.Regression.Categories;

/// <summary>What the programs of multinom() and polr() end in.</summary>
/// <param name="Model">Frame, names and means.</param>
/// <param name="Parameters">On the centred columns.</param>
/// <param name="Covariance">Inverse information, row-major; rows of parameters that are not estimated are 0.</param>
/// <param name="IsEstimated">False for aliased ones.</param>
/// <param name="LogLikelihood">At the maximum.</param>
/// <param name="Used">Rows with a positive weight.</param>
/// <param name="Weight">Sum of weights.</param>
public sealed record CategoryTotals(CategoryModel Model, double[] Parameters, double[] Covariance, bool[] IsEstimated, double LogLikelihood, double Used, double Weight);
