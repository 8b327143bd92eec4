namespace FedOnco.Analyses.Regression.Meta;

/// <summary>What a centre's own fit says of a coefficient.</summary>
/// <param name="Term">Coefficient.</param>
/// <param name="Site">Centre.</param>
/// <param name="Estimate">On the link scale.</param>
/// <param name="Error">Standard error; robust where the fit asks for it.</param>
/// <param name="Rows">Rows of the fit.</param>
/// <param name="Events">Events of a Cox model; 0 otherwise.</param>
public sealed record SiteEstimate(string Term, string Site, double Estimate, double Error, double Rows, double Events);
