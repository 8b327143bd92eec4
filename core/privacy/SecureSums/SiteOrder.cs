using System.Text;

namespace FedOnco.Privacy.SecureSums;

/// <summary>The order of sites: ids ascending by UTF-8 bytes.</summary>
public sealed class SiteOrder : IComparer<string>
{
    public static SiteOrder Instance { get; } = new();

    private SiteOrder()
    {
    }

    public int Compare(string? x, string? y) =>
        Encoding.UTF8.GetBytes(x ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y ?? ""));
}
