using System.Diagnostics;
using System.Globalization;
using FedOnco.Client;
using FedOnco.Protos;

namespace FedOnco.Bench.Latency;

/// <summary>Calls of one's own against a federation on this machine: wall time from submit to answer, and processor time of all its processes.</summary>
internal static class AskedCalls
{
    /// <param name="command">The `fedonco` executable.</param>
    /// <param name="data">Folder CENTRE/DATASET.csv or .parquet.</param>
    /// <param name="policy">Policy file.</param>
    /// <param name="times">How often each call is asked.</param>
    /// <param name="calls">Calls; {1} in one is a number in (0, 1) that makes every asking another question.</param>
    /// <param name="output">Where figures go.</param>
    public static async Task RunAsync(string command, string data, string policy, int times, IReadOnlyList<string> calls, TextWriter output)
    {
        using var sandbox = await SandboxProcess.StartAsync(command, data, policy).ConfigureAwait(false);
        var level = 0.5;
        foreach (var call in calls)
        {
            List<double> walls = [];
            var before = ProcessorSeconds();
            for (var i = 0; i < times; i++) walls.Add(await AskAsync(sandbox.Client, string.Format(CultureInfo.InvariantCulture, call, "", level += 0.001)).ConfigureAwait(false));
            var spent = (ProcessorSeconds() - before) / times;
            await output.WriteLineAsync($"first {walls[0] * 1000:0} ms, least {walls.Min() * 1000:0} ms, median {walls.Order().ElementAt(times / 2) * 1000:0} ms, processor {spent * 1000:0} ms a call: {call}").ConfigureAwait(false);
        }
    }

    private static async Task<double> AskAsync(FedOncoClient client, string call)
    {
        var started = Stopwatch.GetTimestamp();
        var run = await client.RunAsync("", call).ConfigureAwait(false);
        return run.State == RunState.Completed ? Stopwatch.GetElapsedTime(started).TotalSeconds : throw new InvalidOperationException(run.Problems.ToString());
    }

    /// <summary>Of all processes of the federation: agents and coordinator.</summary>
    private static double ProcessorSeconds() =>
        Process.GetProcesses().Where(p => p.ProcessName.StartsWith("fedonco-", StringComparison.Ordinal) || p.ProcessName.StartsWith("FedOnco.", StringComparison.Ordinal)).Sum(p => p.TotalProcessorTime.TotalSeconds);
}
