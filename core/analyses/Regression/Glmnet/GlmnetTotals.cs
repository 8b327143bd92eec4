namespace FedOnco.Analyses.Regression.Glmnet;

/// <summary>What the program of glmnet() ends in.</summary>
/// <param name="Design">Names and map back to the columns of the call.</param>
/// <param name="Path">One fit a penalty, largest first.</param>
/// <param name="NullDeviance">Of the intercept alone.</param>
/// <param name="Used">Rows with a positive weight.</param>
public sealed record GlmnetTotals(CentredDesign Design, IReadOnlyList<GlmnetFit> Path, double NullDeviance, double Used);
