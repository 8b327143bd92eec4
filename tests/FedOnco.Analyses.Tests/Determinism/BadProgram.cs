using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Tests.Determinism;

/// <summary>A program that breaks the rule behind an await and a lambda.</summary>
internal sealed class BadProgram : IProgram<double[]>
{
    public async Task<double[]> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return [.. Enumerable.Range(0, 3).Select(i => Wave(i))];
    }

    private static double Wave(int i) => Math.Sin(i) + new Random(i).NextDouble();
}
