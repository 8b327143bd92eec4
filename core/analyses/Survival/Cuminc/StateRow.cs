namespace FedOnco.Analyses.Survival.Cuminc;

/// <summary>One state of one group at one time.</summary>
internal sealed record StateRow(string? Label, int State, double Time, double Risk, double Events, double Censored, double Estimate, double Error, double Low, double High);
