using System.Runtime.InteropServices;

namespace FedOnco.Agent.Data.Engines;

/// <summary>Arrays that are written next: the system is asked for their pages in one request, where each page's first write would be a request of its own.</summary>
internal static partial class FreshPages
{
    // From <asm-generic/mman-common.h>, Linux 5.14; an older system refuses it, and pages come one by one.
    private const int PopulateWrite = 23;

    /// <summary>An array whose values are not set.</summary>
    public static double[] Allocate(int length)
    {
        var array = GC.AllocateUninitializedArray<double>(length);
        if (OperatingSystem.IsLinux()) Populate(array);
        return array;
    }

    private static unsafe void Populate(double[] array)
    {
        fixed (double* values = array)
        {
            var page = (nuint)Environment.SystemPageSize;
            var first = ((nuint)values + page - 1) & ~(page - 1);
            var end = (nuint)(values + array.Length) & ~(page - 1);
            if (end > first) _ = Advise((void*)first, end - first, PopulateWrite);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int Advise(void* address, nuint length, int advice);
}
