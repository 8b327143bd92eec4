using FedOnco.Analyses.Tests.Harness;

namespace FedOnco.Analyses.Tests.Oracle;

/// <summary>A case without a test is named in docs/statistics.md with its reason; each survival case has its row in the README here.</summary>
public sealed class OracleCoverageTests
{
    private static readonly string[] Survival = ["km", "logrank", "cox", "competing", "rmst", "external_control", "survival_metrics", "molecular"];

    [Fact]
    public void Docs_NameEveryCaseThatIsNotCompared()
    {
        var text = File.ReadAllText(Path.Combine(Shared.Root(), "docs", "statistics.md"));
        Assert.All(OracleCase.NotCompared.Keys, name => Assert.Contains($"`{name}`", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Readme_HasARowForEverySurvivalCase()
    {
        var cases = Path.Combine(Shared.Folder, "oracle", "cases");
        Assert.SkipUnless(Directory.Exists(cases), "the shared folder with R's answers is not here (FEDONCO_SHARED)");
        var rows = File.ReadLines(Path.Combine(Shared.Root(), "tests", "FedOnco.Analyses.Tests", "Oracle", "README.md")).Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l.Split('`')[1]).ToList();
        var files = Survival.SelectMany(f => Directory.GetFiles(Path.Combine(cases, f), "*.json").Select(p => $"{f}/{Path.GetFileNameWithoutExtension(p)}")).Order(StringComparer.Ordinal);
        Assert.Equal(files, rows.Order(StringComparer.Ordinal));
    }
}
