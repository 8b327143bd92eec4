using FedOnco.Analyses.Disclosure;

namespace FedOnco.Analyses.Preflight;

/// <summary>A cohort as it cuts the patients in strict differencing.</summary>
/// <param name="Cohort">Its rows.</param>
/// <param name="Entry">Of the history; null for a cohort of the question.</param>
/// <param name="Classes">Class of each cell, from 1: a shown cell is one, all hidden ones together are another. 0 is outside.</param>
public sealed record AtomCut(Cohort Cohort, EarlierCohort? Entry, int[] Classes)
{
    /// <summary>Classes, the outside included.</summary>
    public int Width => Classes.Max() + 1;
}
