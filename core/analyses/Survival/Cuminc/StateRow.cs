namespace FedOnco.Analyses.Survival.Cuminc;

/// <summary>One state of one group at one time.</summary>
/// <param name="Label">R's label of the group, or null.</param>
/// <param name="State">Number of the state.</param>
/// <param name="Time">When.</param>
/// <param name="Risk">At risk of leaving the state that R shows beside it.</param>
/// <param name="AtRisk">At risk in the group, in whatever state.</param>
/// <param name="Events">Events into the state.</param>
/// <param name="Censored">Censorings in the group.</param>
/// <param name="Estimate">Probability of the state.</param>
/// <param name="Error">Its standard error.</param>
/// <param name="Low">Lower limit.</param>
/// <param name="High">Upper limit.</param>
internal sealed record StateRow(string? Label, int State, double Time, double Risk, double AtRisk, double Events, double Censored, double Estimate, double Error, double Low, double High);
