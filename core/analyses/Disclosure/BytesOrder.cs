namespace FedOnco.Analyses.Disclosure;

/// <summary>Byte strings in lexicographic order.</summary>
internal sealed class BytesOrder : IComparer<byte[]>
{
    public static readonly BytesOrder Instance = new();

    public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
}
