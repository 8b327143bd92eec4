namespace FedOnco.Analyses.Descriptive.AnalysisSets;

/// <summary>What is known of a set.</summary>
/// <param name="Names">Variables that need a value.</param>
/// <param name="Rows">Rows of the condition.</param>
/// <param name="Kept">Rows of the set.</param>
/// <param name="Missing">Missing values of each variable among the rows of the condition.</param>
/// <param name="Events">Events of each variable in the set; NaN where it is no event.</param>
/// <param name="Hidden">Whether disclosure control hides the events.</param>
public sealed record AnalysisSetTotals(IReadOnlyList<string> Names, double Rows, double Kept, double[] Missing, double[] Events, bool[] Hidden);
