using System.Text.RegularExpressions;

namespace FedOnco.Agent.Tests;

/// <summary>docs/red-team.md names guards and tests that are there.</summary>
public sealed class RedTeamPageTests
{
    [Fact]
    public void Page_EveryGuardAndTest_Exists()
    {
        var rows = Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "red-team.md")), @"^\| .*\| `(\w+)(?:\.(\w+))?` \| `(\w+)\.(\w+)` \|$", RegexOptions.Multiline);
        Assert.InRange(rows.Count, 70, 200);
        var guards = Sources("core", "agent");
        var tests = Sources("tests");
        foreach (Match row in rows)
        {
            Assert.True(Has(guards, row.Groups[1].Value, row.Groups[2].Value), $"no guard {row.Groups[1]}.{row.Groups[2]}");
            Assert.True(Has(tests, row.Groups[3].Value, row.Groups[4].Value), $"no test {row.Groups[3]}.{row.Groups[4]}");
        }
    }

    /// <summary>The text of each type's file.</summary>
    private static Dictionary<string, string> Sources(params string[] folders) => folders
        .SelectMany(f => Directory.GetFiles(Path.Combine(Repository.Root, f), "*.cs", SearchOption.AllDirectories))
        .GroupBy(f => Path.GetFileNameWithoutExtension(f))
        .ToDictionary(g => g.Key, g => string.Concat(g.Select(File.ReadAllText)));

    private static bool Has(Dictionary<string, string> sources, string type, string member) =>
        sources.TryGetValue(type, out var text) && Regex.IsMatch(text, $@"\b(class|record|enum|interface) {type}\b") && (member.Length == 0 || Regex.IsMatch(text, $@" {member}\("));
}
