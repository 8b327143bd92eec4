using FedOnco.Analyses.Disclosure.Suppression;

namespace FedOnco.Analyses.Descriptive.Hist;

/// <summary>What the program of hist() ends in.</summary>
/// <param name="Bins">Rows in each bin.</param>
/// <param name="States">What may be said of each bin.</param>
public sealed record HistTotals(double[] Bins, CellState[] States);
