using FedOnco.Analyses.Regression.Glm;

namespace FedOnco.Analyses.Regression.GlmNb;

/// <summary>What the program of a negative binomial regression ends in.</summary>
/// <param name="Fit">The generalised linear model at the estimated theta.</param>
/// <param name="Theta">Maximum likelihood estimate.</param>
/// <param name="ThetaInformation">Observed information of theta at the coefficients.</param>
/// <param name="LogLikelihood">At the maximum.</param>
public sealed record GlmNbTotals(GlmTotals Fit, double Theta, double ThetaInformation, double LogLikelihood);
