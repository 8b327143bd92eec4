namespace FedOnco.Analyses.Survival.Survfit;

/// <summary>How a curve is computed from its counts.</summary>
/// <param name="IsGrouped">Points are ends of months: those who are censored or enter in one count half in it.</param>
/// <param name="FromHazard">S is exp(-H) (R's stype = 2), else the product of (1 - d/n).</param>
/// <param name="SplitTies">Tied deaths leave one after the other in H (R's ctype = 2).</param>
/// <param name="First">First point of the grid that counts (R's start.time).</param>
internal sealed record CurveForm(bool IsGrouped = false, bool FromHazard = false, bool SplitTies = false, int First = 0);
