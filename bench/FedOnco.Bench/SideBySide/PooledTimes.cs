using System.Diagnostics;
using System.Globalization;

namespace FedOnco.Bench.SideBySide;

/// <summary>R on the pooled table.</summary>
internal static class PooledTimes
{
    /// <summary>Seconds by question, least of five, on a loaded data frame.</summary>
    /// <param name="table">CSV of the benchmark table.</param>
    /// <param name="only">Names of the questions; all where empty.</param>
    public static async Task<Dictionary<string, double>> MeasureAsync(string table, IReadOnlyList<string> only)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "SideBySide", "pooled.R");
        using var r = Process.Start(new ProcessStartInfo("Rscript", [script, table, .. only]) { RedirectStandardOutput = true }) ?? throw new InvalidOperationException("Rscript did not start");
        var times = new Dictionary<string, double>(StringComparer.Ordinal);
        while (await r.StandardOutput.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            var fields = line.Split('\t');
            if (fields.Length == 2) times[fields[0]] = double.Parse(fields[1], CultureInfo.InvariantCulture);
        }

        await r.WaitForExitAsync().ConfigureAwait(false);
        return times;
    }
}
