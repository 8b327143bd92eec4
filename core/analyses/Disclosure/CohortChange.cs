namespace FedOnco.Analyses.Disclosure;

/// <summary>
/// The same condition before and after a refresh, and a variable that enters sums over both: where the patients are the same, the
/// difference of two sums is that of the patients whose value changed.
/// </summary>
/// <param name="Pair">Position of the pair of cohorts.</param>
/// <param name="New">Cell of the question's cohort.</param>
/// <param name="Other">Cell of the earlier cohort with the same condition.</param>
/// <param name="Variable">Variable of the dictionary.</param>
public sealed record CohortChange(int Pair, int New, int Other, string Variable);
