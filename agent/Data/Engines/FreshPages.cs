namespace FedOnco.Agent.Data.Engines;

/// <summary>Arrays that are written next: the system is asked for their pages in one request, where each page's first write would be a request of its own.</summary>
internal static class FreshPages
{
    /// <summary>An array whose values are not set.</summary>
    public static unsafe T[] Allocate<T>(int length)
        where T : unmanaged
    {
        var array = GC.AllocateUninitializedArray<T>(length);
        fixed (T* values = array)
        {
            var page = (nuint)Environment.SystemPageSize;
            var first = ((nuint)values + page - 1) & ~(page - 1);
            var end = (nuint)(values + array.Length) & ~(page - 1);
            if (end > first) SystemPages.Fill(first, end - first);
        }

        return array;
    }
}
