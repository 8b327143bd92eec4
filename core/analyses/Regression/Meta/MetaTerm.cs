namespace FedOnco.Analyses.Regression.Meta;

/// <summary>A coefficient that the centres estimate.</summary>
/// <param name="Name">As the fit names it.</param>
/// <param name="Unit">What its estimate is multiplied by before it is added, so that fixed point keeps its digits: half the range of the column over that of the outcome, where the link is the outcome's own.</param>
public sealed record MetaTerm(string Name, double Unit);
