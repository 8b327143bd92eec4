using System.Diagnostics;
using FedOnco.Bench.Latency;
using FedOnco.Client;
using FedOnco.Protos;

namespace FedOnco.Bench.SideBySide;

/// <summary>Wall time of a logistic regression, resident, over the number of rows at four centres and over the number of centres at all rows.</summary>
internal static class ScalingCurve
{
    private const string Call = "glm(resp ~ x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + x10, data = onco, family = binomial, conf.level = {0})";
    private const int WarmUps = 20;
    private const int Counted = 7;

    /// <param name="command">The `fedonco` executable.</param>
    /// <param name="table">CSV of the benchmark table.</param>
    /// <param name="policy">Policy file.</param>
    /// <param name="rows">Rows of the table.</param>
    /// <param name="output">Where figures go.</param>
    public static async Task RunAsync(string command, string table, string policy, int rows, TextWriter output)
    {
        foreach (var n in (int[])[rows / 8, rows / 4, rows / 2]) await MeasureAsync(command, table, policy, n, OncoTable.Sites, output).ConfigureAwait(false);
        foreach (var sites in (int[])[2, 4, 8, 16]) await MeasureAsync(command, table, policy, rows, sites, output).ConfigureAwait(false);
    }

    private static async Task MeasureAsync(string command, string table, string policy, int rows, int sites, TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("fedonco-bench-").FullName;
        try
        {
            OncoTable.Split(table, folder, ["onco"], sites, rows);
            using var sandbox = await SandboxProcess.StartAsync(command, folder, policy).ConfigureAwait(false);
            List<double> times = [];
            for (var i = 0; i < WarmUps + Counted; i++) times.Add(await AskAsync(sandbox.Client, i).ConfigureAwait(false));
            await output.WriteLineAsync($"{rows} rows at {sites} centres: {times.Skip(WarmUps).Min() * 1000:0} ms").ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double> AskAsync(FedOncoClient client, int i)
    {
        var started = Stopwatch.GetTimestamp();
        var run = await client.RunAsync("", Call.Replace("{0}", (0.5 + (i * 0.001)).ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)).ConfigureAwait(false);
        return run.State == RunState.Completed ? Stopwatch.GetElapsedTime(started).TotalSeconds : throw new InvalidOperationException(run.Problems.ToString());
    }
}
