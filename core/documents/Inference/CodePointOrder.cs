namespace FedOnco.Documents.Inference;

/// <summary>Order by Unicode code point, the order of factor levels without a dictionary (R's "C" locale).</summary>
public sealed class CodePointOrder : IComparer<string>
{
    public static readonly CodePointOrder Instance = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        if (x is null || y is null) return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        using var left = x.EnumerateRunes().GetEnumerator();
        using var right = y.EnumerateRunes().GetEnumerator();
        while (true)
        {
            var more = left.MoveNext();
            if (!right.MoveNext()) return more ? 1 : 0;
            if (!more) return -1;
            var order = left.Current.CompareTo(right.Current);
            if (order != 0) return order;
        }
    }
}
