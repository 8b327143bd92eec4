using FedOnco.Analyses.Tests.Harness;

namespace FedOnco.Analyses.Tests.Oracle;

/// <summary>A case without a test is named in docs/statistics.md with its reason.</summary>
public sealed class OracleCoverageTests
{
    [Fact]
    public void Docs_NameEveryCaseThatIsNotCompared()
    {
        var text = File.ReadAllText(Path.Combine(Shared.Root(), "docs", "statistics.md"));
        Assert.All(OracleCase.NotCompared.Keys, name => Assert.Contains($"`{name}`", text, StringComparison.Ordinal));
    }
}
