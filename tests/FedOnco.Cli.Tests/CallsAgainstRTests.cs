using System.ComponentModel;
using System.Diagnostics;

namespace FedOnco.Cli.Tests;

/// <summary>The shared calls through real processes under the open policy, compared with R on the pooled patients by the shared script.</summary>
public sealed class CallsAgainstRTests : IDisposable
{
    // Calls of the families descriptive, tests, regression and multivariate; survival has its own tests.
    private static readonly string[] Survival = ["survfit", "survdiff", "coxph", "cox.zph", "rmst"];

    private readonly string _folder = Directory.CreateTempSubdirectory("fedonco-test-").FullName;

    [Theory]
    [InlineData("trials")]
    [InlineData("hospitals")]
    public async Task Sandbox_SharedCalls_AreRs(string file)
    {
        var shared = Environment.GetEnvironmentVariable("FEDONCO_SHARED") ?? "";
        Assert.SkipUnless(Directory.Exists(shared), "the shared folder with data is not here (FEDONCO_SHARED)");
        Assert.SkipUnless(Has("Rscript") && Has("python3"), "Rscript and python3 are not installed");
        var oracle = Path.Combine(shared, "oracle");
        var calls = Path.Combine(_folder, "calls.txt");
        File.WriteAllLines(calls, File.ReadLines(Path.Combine(oracle, "calls", file + ".txt")).Where(l => !Survival.Contains(l.Split('(')[0])));
        var data = file == "trials" ? Path.Combine(shared, "data", "trials") : Hospitals(Path.Combine(shared, "data"));

        var (_, output, errors) = await FedoncoCommand.RunAsync("sandbox", "--data", data, "--policy", Path.Combine(Root(), "samples", "policies", "open.yaml"), "--calls", calls, "--json");
        Assert.True(output.Length > 0, errors);
        File.WriteAllText(Path.Combine(_folder, "mine.jsonl"), output);
        var answers = await RunAsync("Rscript", Path.Combine(oracle, "r_answers.R"), data, calls);
        Assert.Equal(0, answers.ExitCode);
        File.WriteAllText(Path.Combine(_folder, "r.jsonl"), answers.Output);
        var compared = await RunAsync("python3", Path.Combine(oracle, "compare.py"), Path.Combine(_folder, "mine.jsonl"), Path.Combine(_folder, "r.jsonl"));
        Assert.True(compared.ExitCode == 0, compared.Output);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Both collections in one folder: every hospital has one of the datasets.</summary>
    private string Hospitals(string data)
    {
        foreach (var collection in (string[])["glioma", "heart"])
        {
            foreach (var source in Directory.GetFiles(Path.Combine(data, collection), "*.csv", SearchOption.AllDirectories))
            {
                var target = Path.Combine(_folder, "data", Path.GetFileName(Path.GetDirectoryName(source)!));
                Directory.CreateDirectory(target);
                File.Copy(source, Path.Combine(target, Path.GetFileName(source)), overwrite: true);
            }
        }

        return Path.Combine(_folder, "data");
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "FedOnco.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("not in a checkout");
        return folder;
    }

    private static bool Has(string program)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, "--version") { RedirectStandardOutput = true, RedirectStandardError = true });
            process?.WaitForExit();
            return process is not null;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await errors;
        return (process.ExitCode, output);
    }
}
