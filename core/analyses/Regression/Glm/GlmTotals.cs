using FedOnco.Analyses.Numerics;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>What the program of a generalised linear model ends in.</summary>
/// <param name="Model">Frame, names and the map back to the columns of the call.</param>
/// <param name="Solver">Factorised information at the solution.</param>
/// <param name="Coefficients">On the centred columns.</param>
/// <param name="Deviance">At the solution.</param>
/// <param name="NullDeviance">Of the model with intercept and offset alone.</param>
/// <param name="Saturated">What the likelihood needs besides the deviance; by family.</param>
/// <param name="Weight">Sum of prior weights.</param>
/// <param name="LogWeight">Sum of their logarithms.</param>
/// <param name="Pearson">Pearson's statistic where the dispersion is estimated.</param>
/// <param name="Used">Rows with a positive weight.</param>
/// <param name="Iterations">Newton steps.</param>
public sealed record GlmTotals(GlmModel Model, SymmetricSolver Solver, double[] Coefficients, double Deviance, double NullDeviance, double Saturated, double Weight, double LogWeight, double Pearson, double Used, int Iterations)
{
    /// <summary>Deviance with whole weights, for the likelihood of a binomial fit with prior weights; NaN for others.</summary>
    public double RoundedDeviance { get; init; } = double.NaN;

    /// <summary>Middle of the robust variance; null for the classical one.</summary>
    public RobustMeat? Meat { get; init; }
}
