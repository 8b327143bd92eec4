using System.Text.Json;

namespace FedOnco.Cli.Tests;

/// <summary>The sandbox as a newcomer uses it: real processes over a folder of files.</summary>
public sealed class SandboxTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedonco-test-").FullName;

    [Fact]
    public async Task Sandbox_SeveralCalls_AnswersEachOnItsLine()
    {
        foreach (var (site, shift) in (ReadOnlySpan<(string, int)>)[("a", 0), ("b", 40), ("c", 80)])
            Write(site, "d", "id,age,grade\n" + string.Concat(Enumerable.Range(shift, 40).Select(i => $"{i},{30 + (i % 50)},{(i % 3 == 0 ? "low" : "high")}\n")));
        var (code, output, errors) = await FedoncoCommand.RunAsync("sandbox", "--data", _folder, "--json", "--call", "count(data = d, by = ~ grade)", "--call", "lm(age ~ grad, data = d)", "--call", "coxhp(x, data = d)", "--call", "count(data = d, subset = age > 900)");
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(["completed", "invalid", "invalid", "refused"], lines.Select(l => l.GetProperty("status").GetString()));
        Assert.Equal([("high", 80), ("low", 40)], lines[0].GetProperty("tidy").EnumerateArray().Select(r => (r.GetProperty("grade").GetString()!, r.GetProperty("n").GetInt32())));
        Assert.Equal(("UNKNOWN_VARIABLE", 9), (lines[1].GetProperty("error").GetProperty("reason").GetString(), lines[1].GetProperty("position").GetInt32()));
        Assert.Equal("UNKNOWN_FUNCTION", lines[2].GetProperty("error").GetProperty("reason").GetString());
        Assert.Equal("DISCLOSURE", lines[3].GetProperty("error").GetProperty("reason").GetString());
        Assert.Equal(3, code);
        Assert.DoesNotContain("interim", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sandbox_Table1_UnderTheDefaultPolicyGoesToTextCsvAndReport()
    {
        foreach (var (site, shift) in (ReadOnlySpan<(string, int)>)[("a", 0), ("b", 40), ("c", 80)])
            Write(site, "d", "id,age,grade,arm\n" + string.Concat(Enumerable.Range(shift, 40).Select(i => $"{i},{30 + (i % 50)},{(i % 3 == 0 ? "low" : "high")},{(i % 2 == 0 ? "A" : "B")}\n")));
        string csv = Path.Combine(_folder, "t.csv"), report = Path.Combine(_folder, "t.html");
        var (code, output, _) = await FedoncoCommand.RunAsync("sandbox", "--data", _folder, "--csv", csv, "--report", report, "--call", "table1(~ age + grade, by = ~ arm, data = d, smd = TRUE)");
        Assert.Equal(0, code);
        Assert.Contains("overall (n = 120)", output, StringComparison.Ordinal);
        Assert.Contains("40 (66.7)", output, StringComparison.Ordinal);
        var lines = await File.ReadAllLinesAsync(csv, TestContext.Current.CancellationToken);
        Assert.Equal("variable,level,overall,arm=A,arm=B,n.missing,p.value,test,smd", lines[0]);
        Assert.StartsWith("grade,low,40 (33.3),20 (33.3),20 (33.3),", lines[^1], StringComparison.Ordinal);
        var page = await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken);
        Assert.Contains("<th>arm=B (n = 60)</th>", page, StringComparison.Ordinal);
        Assert.Contains("<dt>Policy</dt><dd>default profile</dd>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sandbox_CallsOnFits_NeedNoFurtherSum()
    {
        foreach (var (site, shift) in (ReadOnlySpan<(string, int)>)[("a", 0), ("b", 40), ("c", 80)])
            Write(site, "d", "id,age,x,g\n" + string.Concat(Enumerable.Range(shift, 40).Select(i => $"{i},{30 + (i * 7 % 50)},{i * 3 % 11},{(i % 3 == 0 ? "low" : "high")}\n")));
        var (code, output, _) = await FedoncoCommand.RunAsync("sandbox", "--data", _folder, "--policy", Sample("policies/open.yaml"), "--json", "--call", "fit <- lm(age ~ x, data = d)", "--call", "anova(fit, lm(age ~ x + g, data = d))", "--call", "predict(fit, newdata = data.frame(x = 4))", "--call", "vcov(other)");
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(["completed", "completed", "completed", "invalid"], lines.Select(l => l.GetProperty("status").GetString()));
        var b = lines[0].GetProperty("tidy").EnumerateArray().Select(r => r.GetProperty("estimate").GetDouble()).ToList();
        Assert.Equal(b[0] + (4 * b[1]), lines[2].GetProperty("tidy")[0].GetProperty(".fitted").GetDouble(), 1e-10);
        Assert.Equal(["age ~ x", "age ~ x + g"], lines[1].GetProperty("tidy").EnumerateArray().Select(r => r.GetProperty("term").GetString()));
        Assert.Contains("no further sum", lines[1].GetProperty("notes").ToString(), StringComparison.Ordinal);
        Assert.Equal(2, code);
    }

    [Fact]
    public async Task Sandbox_Resolve_RunsTheCallsThatTheFormsNeed()
    {
        foreach (var (site, shift) in (ReadOnlySpan<(string, int)>)[("a", 0), ("b", 40), ("c", 80)])
            Write(site, "d", "id,age,x,g\n" + string.Concat(Enumerable.Range(shift, 40).Select(i => $"{i},{30 + (i * 7 % 50)},{i * 3 % 11},{(i % 5 == 0 ? "" : i % 3 == 0 ? "low" : "high")}\n")));
        var (code, output, _) = await FedoncoCommand.RunAsync("sandbox", "--data", _folder, "--json", "--call", "fit <- lm(age ~ scale(x), data = d, resolve = TRUE)", "--call", "lm(age ~ x, data = d)", "--call", "lm(age ~ scale(y), data = d, resolve = TRUE)", "--call", "vcov(fit)", "--call", "lm(age ~ x + g, data = d, missing = \"level\")");
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(["completed", "completed", "invalid", "completed", "completed"], lines.Select(l => l.GetProperty("status").GetString()));
        var scaled = lines[0].GetProperty("tidy")[1];
        Assert.Equal("scale(x)", scaled.GetProperty("term").GetString());
        Assert.Equal(lines[1].GetProperty("tidy")[1].GetProperty("statistic").GetDouble(), scaled.GetProperty("statistic").GetDouble(), 1e-9);
        Assert.Contains("scale(x) is I((x", lines[0].GetProperty("notes").ToString(), StringComparison.Ordinal);
        Assert.Equal(["(Intercept)", "x", "glow", "gNA"], lines[4].GetProperty("tidy").EnumerateArray().Select(r => r.GetProperty("term").GetString()));
        Assert.Equal(2, code);
    }

    [Fact]
    public async Task Sandbox_ColumnMissingAtOneCentre_FailsThatDatasetAndNamesTheCentre()
    {
        Write("a", "d", "id,age\n1,50\n2,60\n");
        Write("b", "d", "id\n3\n");
        Write("a", "e", "id\n1\n");
        Write("b", "e", "id\n2\n");
        var (code, output, _) = await FedoncoCommand.RunAsync("sandbox", "--data", _folder, "--policy", Sample("policies/open.yaml"), "--json", "--call", "count(data = d)", "--call", "count(data = e)");
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal("DATA_NOT_CONFORMING", lines[0].GetProperty("error").GetProperty("reason").GetString());
        Assert.StartsWith("b: d does not conform to the dictionary there.", lines[0].GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("completed", lines[1].GetProperty("status").GetString());
        Assert.Equal(4, code);
    }

    [Fact]
    public async Task Sandbox_BrokenLine_NamesFileAndLine()
    {
        Write("a", "d", "id,age\n1,50\n2\n");
        var (code, output, errors) = await FedoncoCommand.RunAsync("sandbox", "--data", _folder, "--call", "count(data = d)");
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("d.csv line 3", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sandbox", "--data", "no-such-folder")]
    [InlineData("sandbox")]
    [InlineData("sandbx")]
    public async Task Fedonco_WrongUsage_ExitsWithTwoAndOneMessage(params string[] arguments)
    {
        var (code, output, errors) = await FedoncoCommand.RunAsync(arguments);
        Assert.Equal(2, code);
        Assert.Equal("", output);
        Assert.NotEqual("", errors);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string site, string dataset, string text)
    {
        Directory.CreateDirectory(Path.Combine(_folder, site));
        File.WriteAllText(Path.Combine(_folder, site, dataset + ".csv"), text);
    }

    private static string Sample(string path)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "FedOnco.sln"))) folder = Path.GetDirectoryName(folder)!;
        return Path.Combine(folder, "samples", path);
    }
}
