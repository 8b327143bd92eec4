namespace FedOnco.Cli.Reports;

/// <summary>A row of a baseline table.</summary>
/// <param name="Label">Variable with its measure, or level.</param>
/// <param name="IsLevel">A level under its variable.</param>
/// <param name="Cells">As many as there are headings after the first.</param>
internal sealed record BaselineRow(string Label, bool IsLevel, IReadOnlyList<string> Cells);
