namespace FedOnco.Analyses.Regression.Glmnet;

/// <summary>The fit at one penalty.</summary>
/// <param name="Lambda">Penalty.</param>
/// <param name="Coefficients">On the centred columns, intercept first.</param>
/// <param name="Deviance">In the units of the response.</param>
/// <param name="Residual">Largest violation of the optimality conditions, in units of lambda.</param>
public sealed record GlmnetFit(double Lambda, double[] Coefficients, double Deviance, double Residual);
