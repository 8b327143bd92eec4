using FedOnco.Analyses.Numerics;

namespace FedOnco.Analyses.Regression.Lm;

/// <summary>What the program of a linear regression ends in.</summary>
/// <param name="Design">Names and map back to the columns of the call.</param>
/// <param name="Solver">Factorised products of the centred columns; knows the aliased ones.</param>
/// <param name="Coefficients">On the centred columns, in units of the response's half range.</param>
/// <param name="ResidualSquares">Weighted sum of squared residuals, same units.</param>
/// <param name="TotalSquares">About the mean (about 0 without an intercept).</param>
/// <param name="ResponseMean">Mean of the scaled response.</param>
/// <param name="Used">Rows with a positive weight.</param>
/// <param name="LogWeight">Sum of log weights over them.</param>
/// <param name="Scaling">Scale of the response.</param>
/// <param name="Meat">Middle of the robust variance; null for the classical one.</param>
public sealed record LmTotals(
    CentredDesign Design,
    SymmetricSolver Solver,
    double[] Coefficients,
    double ResidualSquares,
    double TotalSquares,
    double ResponseMean,
    double Used,
    double LogWeight,
    ResponseScaling Scaling,
    RobustMeat? Meat)
{
    /// <summary>Of fitted values with their offset, about their mean where there is an intercept; NaN without an offset.</summary>
    public double FittedSquares { get; init; } = double.NaN;
}
