using System.Text.Json;

namespace FedOnco.Cli.Tests;

/// <summary>Two centres through real processes under their profile: calls with enough patients at each are answered, one with a small cell at a centre is refused whole.</summary>
public sealed class TwoCentresSandboxTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedonco-test-").FullName;

    [Fact]
    public async Task Sandbox_TwoCentresOfColon_AnswersOneCallOfEachKindAndRefusesASmallCell()
    {
        foreach (var site in new[] { "s1", "s2" })
        {
            Directory.CreateDirectory(Path.Combine(_folder, site));
            File.Copy(Path.Combine(Root(), "samples", "trials", site, "colon.csv"), Path.Combine(_folder, site, "colon.csv"));
        }

        string[] calls =
        [
            "count(data = colon, by = ~ rx)",
            "describe(~ age, data = colon, by = ~ sex)",
            "table(~ rx + status, data = colon)",
            "t.test(age ~ sex, data = colon)",
            "glm(status ~ rx + age, data = colon, family = binomial)",
            "survfit(Surv(time, status) ~ rx, data = colon, subset = etype == 2)",
            "coxph(Surv(time, status) ~ rx + age + strata(site), data = colon, subset = etype == 2)",
            "analysis_set(main, data = colon, subset = etype == 1, complete = ~ age + sex + nodes + differ)",
            "lm(age ~ nodes + sex, data = main)",
            "table(~ perfor + rx, data = colon, subset = etype == 2)",
        ];
        var (code, output, errors) = await FedoncoCommand.RunAsync(["sandbox", "--data", _folder, "--policy", Path.Combine(Root(), "samples", "policies", "two-centres.yaml"), "--json", .. calls.SelectMany(c => new[] { "--call", c })]);
        var answers = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.True(answers.Count == calls.Length, errors);
        Assert.All(answers.SkipLast(1), a => Assert.Equal("completed", a.GetProperty("status").GetString()));
        Assert.Equal(("refused", "DISCLOSURE"), (answers[^1].GetProperty("status").GetString(), answers[^1].GetProperty("error").GetProperty("reason").GetString()));
        Assert.Equal(3, code);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "FedOnco.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("not in a checkout");
        return folder;
    }
}
