namespace FedOnco.Analyses.Disclosure;

/// <summary>A cohort that a question's answer depends on, with what its cells owe.</summary>
public sealed record GuardedCohort(Cohort Cohort, CellRule Rule);
