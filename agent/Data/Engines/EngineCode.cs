using System.Globalization;
using System.Runtime.InteropServices;

namespace FedOnco.Agent.Data.Engines;

/// <summary>The embedded engine's program in memory: a quarter of what an agent takes that waits for its first question.</summary>
internal static partial class EngineCode
{
    private const string Library = "libduckdb";
    private const int DontNeed = 4;

    /// <summary>Lets the system take back pages of code that was used; whatever is used again comes from its file cache. Nothing is written there, so nothing is lost.</summary>
    public static void GiveBack()
    {
        if (!OperatingSystem.IsLinux()) return;
        foreach (var line in File.ReadLines("/proc/self/maps"))
        {
            if (RangeOf(line) is var (first, length)) _ = Advise(first, length, DontNeed);
        }
    }

    /// <summary>Where a line of /proc/self/maps is of the engine's code (readable, executable, never written); null where it is not.</summary>
    /// <param name="line">"7f1c20000000-7f1c22000000 r-xp 00100000 fd:00 1234 /usr/lib/fedonco-agent/libduckdb.so".</param>
    public static (nuint First, nuint Length)? RangeOf(string line)
    {
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 6 || fields[1] != "r-xp" || !Path.GetFileName(fields[5]).StartsWith(Library, StringComparison.Ordinal)) return null;
        var ends = fields[0].Split('-');
        var first = nuint.Parse(ends[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (first, nuint.Parse(ends[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture) - first);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(nuint address, nuint length, int advice);
}
