using System.Runtime.InteropServices;

namespace FedOnco.Agent;

/// <summary>What the system is told of pages of memory. Only Linux is told anything; where it does not know an advice, nothing changes.</summary>
internal static partial class SystemPages
{
    // From <asm-generic/mman-common.h>.
    private const int DontNeed = 4;
    private const int PopulateWrite = 23;

    /// <summary>Brings in all pages of a range that is written next, in one request; Linux 5.14 or later.</summary>
    /// <param name="first">Address of a page.</param>
    /// <param name="length">Bytes.</param>
    public static void Fill(nuint first, nuint length) => Advise(first, length, PopulateWrite);

    /// <summary>Gives back pages of a file that are only read: they come from the file again when they are used. What was written to them would be lost.</summary>
    /// <param name="first">Address of a page.</param>
    /// <param name="length">Bytes.</param>
    public static void GiveBack(nuint first, nuint length) => Advise(first, length, DontNeed);

    /// <summary>Gives back what the C library keeps of memory that was freed, of the embedded engine and others; Linux with the GNU C library.</summary>
    public static void Trim()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = MallocTrim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library, which keeps less.
        }
    }

    private static void Advise(nuint first, nuint length, int advice)
    {
        if (OperatingSystem.IsLinux()) _ = Madvise(first, length, advice);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Madvise(nuint address, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MallocTrim(nuint padding);
}
