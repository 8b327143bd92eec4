using System.Diagnostics;
using FedOnco.Bench.Latency;
using FedOnco.Protos;

namespace FedOnco.Bench.Load;

/// <summary>Counts per second that a federation on this machine answers, as shipped: real processes, mTLS, secure sums; and which process takes the time.</summary>
internal static class CountRate
{
    private const int WarmUps = 100;
    private const int RowsOfSite = 200;

    /// <param name="command">The `fedonco` executable.</param>
    /// <param name="policy">Policy file.</param>
    /// <param name="sites">Agents.</param>
    /// <param name="analysts">Calls under way at a time.</param>
    /// <param name="calls">How many are measured; with the first ones fewer than a person may submit at once.</param>
    /// <param name="output">Where figures go.</param>
    public static async Task RunAsync(string command, string policy, int sites, int analysts, int calls, TextWriter output)
    {
        var data = Directory.CreateTempSubdirectory("fedonco-rate-").FullName;
        try
        {
            for (var s = 0; s < sites; s++) Write(data, s);
            using var sandbox = await SandboxProcess.StartAsync(command, data, policy).ConfigureAwait(false);
            var asked = 0;
            await AskAsync(WarmUps).ConfigureAwait(false);
            var before = ProcessorSeconds();
            var started = Stopwatch.GetTimestamp();
            var times = await AskAsync(calls).ConfigureAwait(false);
            var wall = Stopwatch.GetElapsedTime(started).TotalSeconds;
            times.Sort();
            await output.WriteLineAsync($"{sites} agents, {analysts} calls at a time: {calls / wall:0} counts a second, p50 {times[calls / 2]:0} ms, p99 {times[calls * 99 / 100]:0} ms").ConfigureAwait(false);
            foreach (var (name, seconds) in ProcessorSeconds()) await output.WriteLineAsync($"{name}: {(seconds - before.GetValueOrDefault(name)) / calls * 1000:0.0} ms processor a count, {(seconds - before.GetValueOrDefault(name)) / wall:0.00} processors").ConfigureAwait(false);

            async Task<List<double>> AskAsync(int count)
            {
                var last = asked + count;
                var lanes = Enumerable.Range(0, analysts).Select(async _ =>
                {
                    var mine = new List<double>();
                    // Another question each time, so that no stored answer is given.
                    while (Interlocked.Increment(ref asked) is var i && i <= last)
                    {
                        var begun = Stopwatch.GetTimestamp();
                        var run = await sandbox.Client.RunAsync("", $"count(data = d, subset = x != -{i})").ConfigureAwait(false);
                        if (run.State != RunState.Completed) throw new InvalidOperationException(run.Problems.ToString());
                        mine.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                    }

                    return mine;
                }).ToList();
                var all = (await Task.WhenAll(lanes).ConfigureAwait(false)).SelectMany(m => m).ToList();
                asked = last;
                return all;
            }
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static void Write(string data, int site)
    {
        var folder = Directory.CreateDirectory(Path.Combine(data, $"s{site:00}")).FullName;
        File.WriteAllLines(Path.Combine(folder, "d.csv"), Enumerable.Range(0, RowsOfSite).Select(i => $"{(site * RowsOfSite) + i},{i}").Prepend("id,x"));
    }

    /// <summary>By kind of process: all agents together, the coordinator, this client.</summary>
    private static Dictionary<string, double> ProcessorSeconds() => Process.GetProcesses()
        .Where(p => p.ProcessName.StartsWith("fedonco-", StringComparison.Ordinal) || p.Id == Environment.ProcessId)
        .GroupBy(p => p.Id == Environment.ProcessId ? "client" : p.ProcessName)
        .ToDictionary(g => g.Key, g => g.Sum(p => p.TotalProcessorTime.TotalSeconds));
}
