using System.Diagnostics;
using FedOnco.Client;
using FedOnco.Protos;

namespace FedOnco.Bench.Learning;

/// <summary>Time of a perceptron's round over four sites on loopback, as shipped: real processes, mTLS, secure sums. The slope between few and many rounds.</summary>
internal static class RoundCost
{
    private const int Rows = 400;

    /// <param name="command">The `fedonco` executable.</param>
    /// <param name="output">Where figures go.</param>
    public static async Task RunAsync(string command, TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("fedonco-rounds-").FullName;
        try
        {
            Write(folder);
            var policy = Path.Combine(folder, "policy.yaml");
            await File.WriteAllTextAsync(policy, "profile: open\nstudies: [\"*\"]\npeople: [\"*\"]\nanalyses: [\"*\"]\n").ConfigureAwait(false);
            var start = new ProcessStartInfo(command, ["sandbox", "--data", Path.Combine(folder, "data"), "--policy", policy]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var sandbox = Process.Start(start) ?? throw new InvalidOperationException("the sandbox did not start");
            sandbox.ErrorDataReceived += (_, _) => { };
            sandbox.BeginErrorReadLine();
            try
            {
                using var client = new FedOncoClient(await Sandboxes.SettingsAsync(sandbox).ConfigureAwait(false));
                await MeasureAsync(client, output, "100,000 parameters", "c(316, 300)", 10, 60).ConfigureAwait(false);
                await MeasureAsync(client, output, "1 million parameters", "c(1000, 990)", 3, 13).ConfigureAwait(false);
                await MeasureAsync(client, output, "10 million parameters", "c(3160, 3150)", 1, 4).ConfigureAwait(false);
            }
            finally
            {
                sandbox.Kill(entireProcessTree: true);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(FedOncoClient client, TextWriter output, string name, string hidden, int few, int many)
    {
        var slopes = new List<double>();
        for (var i = 1; i <= 4; i++)
        {
            var least = await TimeAsync(client, hidden, few, i).ConfigureAwait(false);
            slopes.Add((await TimeAsync(client, hidden, many, i).ConfigureAwait(false) - least) / (many - few));
        }

        slopes.Sort();
        await output.WriteLineAsync($"{name}: {slopes[1]:0.0} ms a round, least {slopes[0]:0.0} ms (slope between {few} and {many} rounds, median and least of 4)").ConfigureAwait(false);
    }

    private static async Task<double> TimeAsync(FedOncoClient client, string hidden, int rounds, int seed)
    {
        var started = Stopwatch.GetTimestamp();
        var run = await client.RunAsync("", $"train(y ~ x1 + x2 + x3, data = d, model = mlp(hidden = {hidden}, batch = 1000, rate = 0.001), rounds = {rounds}, seed = {seed})").ConfigureAwait(false);
        if (run.State != RunState.Completed) throw new InvalidOperationException(run.Problems.ToString());
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static void Write(string folder)
    {
        var random = new Random(1);
        for (var s = 0; s < 4; s++)
        {
            Directory.CreateDirectory(Path.Combine(folder, "data", $"s{s}"));
            // Few rows: the round is what is measured, not the local steps.
            File.WriteAllLines(Path.Combine(folder, "data", $"s{s}", "d.csv"), Enumerable.Range(0, 1 + (Rows / 100)).Select(i => i == 0 ? "x1,x2,x3,y" : $"{random.Next(100)},{random.Next(100)},{random.Next(100)},{i % 2}"));
        }
    }
}
