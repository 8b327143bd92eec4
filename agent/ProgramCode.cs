using System.Globalization;

namespace FedOnco.Agent;

/// <summary>The program and its libraries in memory: most of what an agent takes that waits for its first question.</summary>
internal static class ProgramCode
{
    private const string Written = "Anonymous:";

    // Memory that has a name as if it were a file.
    private const string NoFile = "/memfd:";

    /// <summary>A library that is being loaded is written to for a moment: what is given back has been there for longer.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(1);

    /// <summary>Lets the system take back pages of code and constants that are not in use now; whatever is used again comes from its file cache.</summary>
    public static async Task GiveBackAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux()) return;
        var before = Ranges().ToHashSet();
        await Task.Delay(Settled, clock, cancellationToken).ConfigureAwait(false);
        foreach (var (first, length) in Ranges().Where(before.Contains)) SystemPages.GiveBack(first, length);
    }

    private static List<(nuint First, nuint Length)> Ranges() => [.. RangesIn(File.ReadAllLines("/proc/self/smaps"))];

    /// <summary>Code, constants and metadata from files (readable, not writable) of which no page was written since they were loaded: one that was would lose it.</summary>
    /// <param name="lines">Of /proc/self/smaps: "7f1c20000000-7f1c22000000 r-xp 00100000 fd:00 1234 /usr/lib/fedonco-agent/libduckdb.so", then lines such as "Anonymous: 0 kB" of it.</param>
    public static IEnumerable<(nuint First, nuint Length)> RangesIn(IEnumerable<string> lines)
    {
        (nuint, nuint)? code = null;
        foreach (var line in lines)
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length >= 2 && !fields[0].EndsWith(':')) code = RangeOf(fields);
            else if (code is { } range && fields is [Written, "0", "kB"]) yield return range;
        }
    }

    private static (nuint First, nuint Length)? RangeOf(string[] fields)
    {
        if (fields is not [var range, "r-xp" or "r--p" or "r--s", _, _, _, ['/', ..] file, ..] || file.StartsWith(NoFile, StringComparison.Ordinal)) return null;
        var ends = range.Split('-');
        var first = nuint.Parse(ends[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (first, nuint.Parse(ends[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture) - first);
    }
}
