using System.Diagnostics;

namespace FedOnco.Federation.Tests.Soak;

/// <summary>Looks at the resident memory of processes every few seconds; one that was started again begins anew.</summary>
/// <param name="processes">Id of each process by name, as they are now.</param>
/// <param name="runs">Runs that have ended.</param>
internal sealed class MemoryWatch(Func<IReadOnlyDictionary<string, int>> processes, Func<long> runs)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, (int Id, List<(double Runs, double Bytes)> Samples)> _seen = new(StringComparer.Ordinal);

    /// <summary>By process: those that were there all the time.</summary>
    public IEnumerable<(string Name, MemorySlope Slope, double LastBytes)> Slopes
    {
        get
        {
            var longest = _seen.Values.Max(s => s.Samples.Count);
            return _seen.Where(s => s.Value.Samples.Count == longest).OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => (s.Key, MemorySlope.Of(s.Value.Samples), s.Value.Samples[^1].Bytes));
        }
    }

    public async Task LookAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            foreach (var (name, id) in processes()) Look(name, id);
            await Task.Delay(Pause, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Look(string name, int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            if (!_seen.TryGetValue(name, out var seen) || seen.Id != id) _seen[name] = seen = (id, []);
            seen.Samples.Add((runs(), process.WorkingSet64));
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            // It is just being started again.
        }
    }
}
