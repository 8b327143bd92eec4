using FedOnco.Analyses.Reduction;
using Mono.Cecil;

namespace FedOnco.Analyses.Tests.Determinism;

/// <summary>Programs give the same bits on every machine because they call nothing that may not.</summary>
public sealed class CallGraphTests
{
    private static readonly string[] Assemblies = [typeof(IFederation).Assembly.Location, typeof(Protos.Question).Assembly.Location, typeof(CallGraphTests).Assembly.Location];

    [Fact]
    public void Walk_EveryProgram_ReachesNothingBanned()
    {
        var graph = CallGraph.Walk(Assemblies, t => IsProgram(t) && t.Module.Name == "FedOnco.Analyses.dll");
        Assert.True(graph.Reached > 200, $"only {graph.Reached} methods were reached");
        // Evaluating a column is the site's part: programs compile expressions and never run them.
        Assert.Empty(graph.Violations);
    }

    [Fact]
    public void Walk_BadProgram_IsCaught()
    {
        var graph = CallGraph.Walk(Assemblies, t => t.Name == nameof(BadProgram));
        Assert.Contains(graph.Violations, v => v.EndsWith("calls System.Math.Sin", StringComparison.Ordinal));
        Assert.Contains(graph.Violations, v => v.Contains("System.Random", StringComparison.Ordinal));
    }

    private static bool IsProgram(TypeDefinition type) => type.Interfaces.Any(i => i.InterfaceType.Name.StartsWith("IProgram", StringComparison.Ordinal));
}
