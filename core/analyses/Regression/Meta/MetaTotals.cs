namespace FedOnco.Analyses.Regression.Meta;

/// <summary>What the program of meta() ends in.</summary>
/// <param name="Terms">Coefficients in their order.</param>
/// <param name="Sites">Centres of the run.</param>
/// <param name="Estimates">By term, then centre; those that a centre has.</param>
public sealed record MetaTotals(IReadOnlyList<string> Terms, IReadOnlyList<string> Sites, IReadOnlyList<SiteEstimate> Estimates);
