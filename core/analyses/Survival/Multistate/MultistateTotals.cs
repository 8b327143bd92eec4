namespace FedOnco.Analyses.Survival.Multistate;

/// <summary>What the program of a multi-state survfit() ends in.</summary>
/// <param name="Question">The call.</param>
/// <param name="Labels">R's label of each group, or null where there is one.</param>
/// <param name="Curves">By group.</param>
/// <param name="Variances">Of each curve's estimates, one after the other.</param>
/// <param name="Patients">By group.</param>
internal sealed record MultistateTotals(MultistateQuestion Question, IReadOnlyList<string>? Labels, IReadOnlyList<StateCurve> Curves, double[] Variances, double[] Patients);
