namespace FedOnco.Analyses.Learning.Benefit;

/// <summary>How the models do on one centre's held-out patients.</summary>
/// <param name="Site">The centre.</param>
/// <param name="Metrics">Whose model, and its share of pairs in the right order or its root mean squared error.</param>
internal sealed record SiteBenefit(string Site, IReadOnlyList<(string Model, double Value)> Metrics);
