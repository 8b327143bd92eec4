namespace FedOnco.Cli.Plots;

/// <summary>A line of a forest plot.</summary>
/// <param name="Label">Term or subgroup.</param>
/// <param name="Estimate">NaN for a heading, a reference or an aliased term.</param>
/// <param name="Low">Lower limit.</param>
/// <param name="High">Upper limit.</param>
/// <param name="P">p-value, NaN for none.</param>
/// <param name="Indented">A subgroup under its heading.</param>
internal sealed record ForestRow(string Label, double Estimate, double Low, double High, double P, bool Indented = false);
