using System.Diagnostics;
using FedOnco.Client;
using FedOnco.Protos;

namespace FedOnco.Bench.Latency;

/// <summary>Wall time of calls from submit to answer, as shipped: real processes, mTLS, secure sums, on this machine.</summary>
internal static class RunLatency
{
    private const int WarmUps = 200;
    private const int Counted = 60;

    /// <param name="command">The `fedonco` executable.</param>
    /// <param name="data">Folder with rotterdam at several centres.</param>
    /// <param name="policy">Policy file.</param>
    /// <param name="output">Where figures go.</param>
    public static async Task RunAsync(string command, string data, string policy, TextWriter output)
    {
        using var sandbox = await SandboxProcess.StartAsync(command, data, policy).ConfigureAwait(false);
        // Another subset each time, so that no stored result answers.
        await MeasureAsync(sandbox.Client, output, "count", i => $"count(data = rotterdam, subset = pid != {i})").ConfigureAwait(false);
        await MeasureAsync(sandbox.Client, output, "coxph, common baseline", i => $"coxph(Surv(dtime, death) ~ age + size + nodes, data = rotterdam, subset = pid != {i})").ConfigureAwait(false);
        await MeasureAsync(sandbox.Client, output, "coxph, strata(site)", i => $"coxph(Surv(dtime, death) ~ age + size + nodes + strata(site), data = rotterdam, subset = pid != {i})").ConfigureAwait(false);
        await MeasureAsync(sandbox.Client, output, "glm, logistic", i => $"glm(recur ~ age + size + log(nodes + 1), data = rotterdam, family = binomial, subset = pid != {i})").ConfigureAwait(false);
    }

    private static async Task MeasureAsync(FedOncoClient client, TextWriter output, string name, Func<int, string> call)
    {
        var times = new List<double>();
        for (var i = 1; i <= WarmUps + Counted; i++)
        {
            var started = Stopwatch.GetTimestamp();
            var run = await client.RunAsync("", call(i)).ConfigureAwait(false);
            if (run.State != RunState.Completed) throw new InvalidOperationException(run.Problems.ToString());
            if (i > WarmUps) times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        times.Sort();
        await output.WriteLineAsync($"{name}: p50 {times[times.Count / 2]:0.0} ms, p90 {times[times.Count * 9 / 10]:0.0} ms, least {times[0]:0.0} ms ({Counted} runs after {WarmUps})").ConfigureAwait(false);
    }
}
