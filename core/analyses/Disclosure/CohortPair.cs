namespace FedOnco.Analyses.Disclosure;

/// <summary>A cohort of the question and one that it must be kept apart from.</summary>
/// <param name="New">Position among the question's cohorts.</param>
/// <param name="Other">Position among the earlier cohorts, or among the question's own.</param>
/// <param name="IsOwn">Both belong to the question.</param>
public sealed record CohortPair(int New, int Other, bool IsOwn);
