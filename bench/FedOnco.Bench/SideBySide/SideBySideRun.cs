using System.Diagnostics;
using FedOnco.Bench.Latency;
using FedOnco.Client;
using FedOnco.Protos;

namespace FedOnco.Bench.SideBySide;

/// <summary>
/// A large table over four centres, as shipped (real processes, mTLS, secure sums), beside R on the pooled table and the engine
/// alone: wall time from submit to answer. Cold: the snapshot is read within the call. Resident: it was read before. No stored
/// result answers, since every call differs in its confidence level or another argument without effect on the work.
/// </summary>
internal static class SideBySideRun
{
    private const int Cold = 5;
    private const int Warm = 5;

    // The runtime compiles what is used for good only after some thirty calls: a service that has run for a day has done so.
    private const int WarmUps = 30;
    private const int Opened = 4;
    private const string Always = ", subset = {1} < 1";
    private const string Covariates = "x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + x10";

    // {0} is the dataset, {1} a number in (0, 1) that makes each call another question.
    private static readonly (string Name, string Call)[] Questions =
    [
        ("glm", $"glm(resp ~ {Covariates}, data = {{0}}, family = binomial, conf.level = {{1}})"),
        ("lm", $"lm(age ~ {Covariates}, data = {{0}}, conf.level = {{1}})"),
        ("cox efron", $"coxph(Surv(time, status) ~ {Covariates}, data = {{0}}, conf.level = {{1}})"),
        ("cox breslow", $"coxph(Surv(time, status) ~ {Covariates}, data = {{0}}, ties = \"breslow\", conf.level = {{1}})"),
        ("cox strata(site)", $"coxph(Surv(time, status) ~ {Covariates} + strata(site), data = {{0}}, conf.level = {{1}})"),
        ("survfit", "survfit(Surv(time, status) ~ treatment, data = {0}, conf.int = {1})"),
        ("survdiff", "survdiff(Surv(time, status) ~ treatment, data = {0}, subset = {1} < 1)"),
        ("table", "table(~ stage + treatment, data = {0}, subset = {1} < 1)"),
        ("describe", "describe(~ x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + x10, data = {0}, subset = {1} < 1)"),
        ("medians", "quantile(~ x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + x10, data = {0}, probs = 0.5, subset = {1} < 1)"),
    ];

    /// <param name="command">The `fedonco` executable.</param>
    /// <param name="table">CSV of the benchmark table.</param>
    /// <param name="policy">Policy file.</param>
    /// <param name="only">Names of the questions to ask; all where empty.</param>
    /// <param name="output">Where figures go.</param>
    public static async Task RunAsync(string command, string table, string policy, IReadOnlyList<string> only, TextWriter output)
    {
        var questions = Questions.Where(q => only.Count == 0 || only.Contains(q.Name)).ToArray();
        var folder = Directory.CreateTempSubdirectory("fedonco-bench-").FullName;
        try
        {
            string[] names = ["warm", .. Enumerable.Range(0, Opened).Select(i => $"open{i}"), .. questions.SelectMany((_, q) => Enumerable.Range(0, Cold).Select(i => $"cold{q}x{i}"))];
            OncoTable.Split(table, folder, names);
            var pooled = await PooledTimes.MeasureAsync(table, only).ConfigureAwait(false);
            foreach (var (name, seconds) in EngineTimes.Measure(folder, "warm")) pooled[name] = seconds;
            using var sandbox = await SandboxProcess.StartAsync(command, folder, policy).ConfigureAwait(false);
            // Opening a snapshot is code of its own.
            foreach (var name in names.Where(n => n.StartsWith("open", StringComparison.Ordinal))) await sandbox.Client.RunAsync("", $"table(~ stage + treatment, data = {name})").ConfigureAwait(false);
            for (var q = 0; q < questions.Length; q++) await MeasureAsync(sandbox.Client, questions[q], q, pooled, output).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(FedOncoClient client, (string Name, string Call) question, int position, Dictionary<string, double> pooled, TextWriter output)
    {
        var level = 0.5;
        async Task<double> AskAsync(string data)
        {
            level += 0.001;
            // A snapshot of its own makes another question already.
            var call = data == "warm" ? question.Call : question.Call.Replace(Always, "", StringComparison.Ordinal);
            var started = Stopwatch.GetTimestamp();
            var run = await client.RunAsync("", string.Format(System.Globalization.CultureInfo.InvariantCulture, call, data, level)).ConfigureAwait(false);
            if (run.State != RunState.Completed) throw new InvalidOperationException(run.Problems.ToString());
            return Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        for (var i = 0; i < WarmUps; i++) await AskAsync("warm").ConfigureAwait(false);
        List<double> warm = [], cold = [];
        for (var i = 0; i < Warm; i++) warm.Add(await AskAsync("warm").ConfigureAwait(false));
        for (var i = 0; i < Cold; i++) cold.Add(await AskAsync($"cold{position}x{i}").ConfigureAwait(false));
        var reference = pooled.GetValueOrDefault(question.Name, double.NaN);
        await output.WriteLineAsync($"{question.Name}: pooled {reference:0.000} s, resident {warm.Min():0.000} s (ratio {warm.Min() / reference:0.00}), with the read {cold.Min():0.000} s (ratio {cold.Min() / reference:0.00})").ConfigureAwait(false);
    }
}
