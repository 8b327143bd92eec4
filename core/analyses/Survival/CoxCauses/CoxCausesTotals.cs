using FedOnco.Analyses.Survival.Cox;

namespace FedOnco.Analyses.Survival.CoxCauses;

/// <summary>The fit of each state.</summary>
internal sealed record CoxCausesTotals(IReadOnlyList<(string State, CoxTotals Fit)> Fits);
