using FedOnco.Analyses.Numerics;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>What the program of a Cox model ends in.</summary>
/// <param name="Model">Frame and names.</param>
/// <param name="Null">At zero coefficients.</param>
/// <param name="Fit">At the solution.</param>
/// <param name="Solver">Factorised information at the solution.</param>
/// <param name="NullSolver">Factorised information at zero.</param>
/// <param name="Events">Number of events.</param>
/// <param name="Robust">Robust variance, or null.</param>
/// <param name="Concordance">Harrell's C and its standard error, or null where it is not computed.</param>
public sealed record CoxTotals(CoxModel Model, NewtonPoint Null, NewtonPoint Fit, SymmetricSolver Solver, SymmetricSolver NullSolver, double Events, (double Estimate, double Error)? Concordance, CoxRobust? Robust);
