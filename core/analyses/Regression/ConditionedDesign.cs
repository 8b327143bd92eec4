using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Regression;

/// <summary>A design with what is aliased decided.</summary>
/// <param name="Design">With a basis where its columns are nearly dependent.</param>
/// <param name="Solver">Factorised products on it.</param>
/// <param name="Total">The sum that they came from.</param>
internal sealed record ConditionedDesign(CentredDesign Design, SymmetricSolver Solver, Total Total);
