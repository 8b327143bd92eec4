namespace FedOnco.Analyses.Reduction;

/// <summary>The program of an analysis: run by every agent and by the coordinator over the same totals.</summary>
/// <remarks>
/// Determinism rule: scalar double + - * / and square root in a fixed order, and StableMath. No Math.Exp/Log/Pow, MathNet,
/// vectors, tensor primitives or parallel loops: a test walks the call graph of every program.
/// </remarks>
public interface IProgram<TTotals>
{
    Task<TTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken);
}
