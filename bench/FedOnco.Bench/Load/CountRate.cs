using System.Diagnostics;
using FedOnco.Bench.Latency;
using FedOnco.Client;
using FedOnco.Protos;

namespace FedOnco.Bench.Load;

/// <summary>Counts per second that a federation on this machine answers, as shipped: real processes, mTLS, secure sums; and which process takes the time.</summary>
internal static class CountRate
{
    private const int WarmUps = 100;
    private const int RowsOfSite = 200;

    /// <summary>An agent takes so many runs an hour.</summary>
    private const int MostRuns = 6_000;

    /// <param name="command">The `fedonco` executable.</param>
    /// <param name="policy">Policy file.</param>
    /// <param name="sites">Agents.</param>
    /// <param name="analysts">People who ask, each one call after the other.</param>
    /// <param name="calls">How many are measured, after a hundred.</param>
    /// <param name="output">Where figures go.</param>
    public static async Task RunAsync(string command, string policy, int sites, int analysts, int calls, TextWriter output)
    {
        if (calls < 1 || calls + WarmUps > MostRuns) throw new ArgumentOutOfRangeException(nameof(calls), $"1 to {MostRuns - WarmUps}: an agent takes no more runs an hour than {MostRuns}.");
        var data = Directory.CreateTempSubdirectory("fedonco-rate-").FullName;
        try
        {
            for (var s = 0; s < sites; s++) Write(data, s);
            using var sandbox = await SandboxProcess.StartAsync(command, data, policy).ConfigureAwait(false);
            var people = new List<FedOncoClient>();
            for (var a = 0; a < analysts; a++) people.Add(await sandbox.AddAnalystAsync($"a{a}").ConfigureAwait(false));
            await AskAsync(people, 0, WarmUps).ConfigureAwait(false);
            var before = ProcessorSeconds(sandbox);
            var started = Stopwatch.GetTimestamp();
            var times = await AskAsync(people, WarmUps, calls).ConfigureAwait(false);
            var wall = Stopwatch.GetElapsedTime(started).TotalSeconds;
            await output.WriteLineAsync($"{sites} agents, {analysts} analysts: {calls / wall:0.0} counts a second, p50 {times[calls / 2]:0} ms, p99 {times[calls * 99 / 100]:0} ms").ConfigureAwait(false);
            foreach (var (name, seconds) in ProcessorSeconds(sandbox)) await output.WriteLineAsync($"{name}: {(seconds - before[name]) / calls * 1000:0.0} ms processor a count, {(seconds - before[name]) / wall:0.00} of {Environment.ProcessorCount} processors").ConfigureAwait(false);
            foreach (var person in people) person.Dispose();
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    /// <summary>Milliseconds of each call, sorted.</summary>
    private static async Task<List<double>> AskAsync(IReadOnlyList<FedOncoClient> people, int asked, int count)
    {
        var last = asked + count;
        var all = await Task.WhenAll(people.Select(async client =>
        {
            var mine = new List<double>();
            // Another question each time, so that no stored answer is given.
            while (Interlocked.Increment(ref asked) is var i && i <= last)
            {
                var begun = Stopwatch.GetTimestamp();
                var run = await client.RunAsync("", $"count(data = d, subset = x != -{i})").ConfigureAwait(false);
                if (run.State != RunState.Completed) throw new InvalidOperationException(run.Problems.ToString());
                mine.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }

            return mine;
        })).ConfigureAwait(false);
        return [.. all.SelectMany(m => m).Order()];
    }

    private static void Write(string data, int site)
    {
        var folder = Directory.CreateDirectory(Path.Combine(data, $"s{site:00}")).FullName;
        File.WriteAllLines(Path.Combine(folder, "d.csv"), Enumerable.Range(0, RowsOfSite).Select(i => $"{(site * RowsOfSite) + i},{i}").Prepend("id,x"));
    }

    /// <summary>By kind of process: the coordinator, all agents together, this client.</summary>
    private static Dictionary<string, double> ProcessorSeconds(SandboxProcess sandbox) => sandbox.Children
        .GroupBy(p => p.ProcessName.StartsWith("fedonco-agent", StringComparison.Ordinal) ? "agents" : "coordinator")
        .ToDictionary(g => g.Key, g => g.Sum(p => p.TotalProcessorTime.TotalSeconds))
        .Append(new("client", Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds))
        .ToDictionary(e => e.Key, e => e.Value);
}
