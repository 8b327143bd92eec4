using System.Text.RegularExpressions;
using FedOnco.Coordinator.Commands;

namespace FedOnco.Federation.Tests;

/// <summary>docs/site-it: every command of the agent and of the coordinator is one that the real command line takes.</summary>
public sealed class SiteItPagesTests
{
    [Fact]
    public async Task Pages_EveryCommand_IsTaken()
    {
        var folder = Path.Combine(Root(AppContext.BaseDirectory), "docs", "site-it");
        var commands = 0;
        foreach (var page in Directory.GetFiles(folder, "*.md"))
        {
            foreach (Match match in Regex.Matches(await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken), @"(?<!\w|/|-)fedonco-(?<host>agent|coordinator) (?<words>[a-z].*)$", RegexOptions.Multiline))
            {
                var words = match.Groups["words"].Value.Trim().Split(' ');
                if (!words.Any(w => w.StartsWith("--", StringComparison.Ordinal))) continue;
                var errors = match.Groups["host"].Value == "coordinator"
                    ? CoordinatorCommands.Build().Parse(words).Errors.Select(e => e.Message).ToList()
                    : await HelpOfAgentAsync(words);
                Assert.True(errors.Count == 0, $"{Path.GetFileName(page)}: {match.Value}: {string.Join(" ", errors)}");
                commands++;
            }
        }

        Assert.InRange(commands, 15, 100);
    }

    internal static string Root(string folder) => File.Exists(Path.Combine(folder, "FedOnco.sln")) ? folder : Root(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests do not run within the repository"));

    /// <summary>The agent's own program says whether it takes the words; with --help it does nothing else.</summary>
    private static async Task<List<string>> HelpOfAgentAsync(string[] words)
    {
        var start = new System.Diagnostics.ProcessStartInfo(Cli.Sandbox.Executables.Agent, [.. words, "--help"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = System.Diagnostics.Process.Start(start)!; // A file of its own always starts a process.
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var command = words.TakeWhile(w => !w.StartsWith("--", StringComparison.Ordinal) && !w.Any(char.IsUpper)).ToList();
        return process.ExitCode == 0 && output.Contains(string.Join(" ", ["fedonco-agent", .. command]), StringComparison.Ordinal) ? [] : [output];
    }
}
