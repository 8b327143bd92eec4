namespace FedOnco.Analyses.Survival.Cox;

/// <summary>Log partial likelihood and its derivatives at one vector of coefficients of the scaled columns.</summary>
/// <param name="Coefficients">Where.</param>
/// <param name="LogLikelihood">Log partial likelihood.</param>
/// <param name="Score">First derivatives.</param>
/// <param name="Information">Negative second derivatives, size x size.</param>
public sealed record NewtonPoint(double[] Coefficients, double LogLikelihood, double[] Score, double[] Information);
