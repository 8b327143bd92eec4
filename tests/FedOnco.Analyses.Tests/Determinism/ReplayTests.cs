using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Tests.Harness;
using FedOnco.Language;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Determinism;

/// <summary>Programs derive the same steps from the same totals on every machine: recorded runs are replayed, also without hardware intrinsics.</summary>
public sealed class ReplayTests
{
    private const string Inner = "FEDONCO_REPLAY_INNER";

    private static string Folder => Path.Combine(Shared.Root(), "tests", "golden", "recorded");

    public static IEnumerable<TheoryDataRow<string>> Calls()
    {
        var calls = File.ReadLines(Path.Combine(Folder, "calls.txt")).Where(l => l.Length > 0 && l[0] != '#').ToList();
        if (Environment.GetEnvironmentVariable("FEDONCO_RECORD") == "1") Record(calls);
        return calls.Select(call => new TheoryDataRow<string>(FileOf(call)) { TestDisplayName = call });
    }

    [Theory]
    [MemberData(nameof(Calls), DisableDiscoveryEnumeration = true)]
    public async Task Program_RecordedTotals_DerivesTheRecordedSteps(string file)
    {
        var run = RecordedRun.Read(file);
        var question = CallLanguage.Parse(run.Call).Question!;
        var context = new StudyContext(question, run.Dataset, run.Sites, new DisclosureTerms { Profile = Profile.Open, Resolution = Resolution.Exact });
        var federation = new ReplayFederation(run);
        await QuestionProgram.RunAsync(AnalysisRegistry.For(question), context, federation, TestContext.Current.CancellationToken);
        Assert.Equal(run.Sums.Count, federation.Replayed);
    }

    [Fact]
    public void Recordings_EveryAnalysis_HasOne()
    {
        var recorded = Directory.GetFiles(Folder, "*.gz").Select(f => CallLanguage.Parse(RecordedRun.Read(f).Call).Question!.Analysis.KindCase).ToHashSet();
        // evaluate() needs a model that no text holds; it runs the last sums of train().
        recorded.Add(Analysis.KindOneofCase.Evaluate);
        Assert.DoesNotContain(AnalysisRegistry.All, a => !recorded.Contains(a.Kind));
    }

    [Fact]
    public async Task Programs_WithoutHardwareIntrinsics_DeriveTheSameSteps()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable(Inner) == "1", "this is the inner run");
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Started as `dotnet FedOnco.Analyses.Tests.dll`, the process is dotnet.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(ReplayTests).Assembly.Location);
        start.ArgumentList.Add("--filter-method");
        start.ArgumentList.Add("*" + nameof(Program_RecordedTotals_DerivesTheRecordedSteps));
        start.Environment["DOTNET_EnableHWIntrinsic"] = "0";
        start.Environment[Inner] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await output);
        Assert.Contains("Passed!", await output, StringComparison.Ordinal);
    }

    /// <summary>Named by the call, so that recordings made on different branches do not meet.</summary>
    private static string FileOf(string call) => Path.Combine(Folder, $"run-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(call)))[..12]}.gz");

    private static void Record(List<string> calls)
    {
        foreach (var old in Directory.GetFiles(Folder, "*.gz")) File.Delete(old);
        foreach (var call in calls)
        {
            var question = CallLanguage.Parse(call).Question!;
            var centres = Centres.Load(Path.Combine(Shared.Root(), "samples", "trials"), question.Data);
            if (question.Analysis.Netsurv is not null) Golden.NetsurvTests.WithTable(centres);
            RecordedRun.Of(call, centres.Context(question), centres.Run(call).Federation.Sums).Write(FileOf(call));
        }
    }
}
