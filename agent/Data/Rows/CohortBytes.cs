using System.Buffers.Binary;
using System.IO.Compression;

namespace FedOnco.Agent.Data.Rows;

/// <summary>The rows of a cohort as they are kept: one cell a patient, compressed.</summary>
internal static class CohortBytes
{
    /// <summary>A cohort that this site never summed.</summary>
    public static byte[] None => [];

    /// <param name="cells">Cell of each patient, -1 outside.</param>
    public static byte[] Of(ReadOnlySpan<int> cells)
    {
        var plain = new byte[2 * cells.Length];
        for (var i = 0; i < cells.Length; i++) BinaryPrimitives.WriteUInt16LittleEndian(plain.AsSpan(2 * i), (ushort)(cells[i] + 1));
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest)) deflate.Write(plain);
        return packed.ToArray();
    }

    /// <summary>Cell of each patient, -1 outside; empty for <see cref="None"/>.</summary>
    public static int[] Read(byte[] packed)
    {
        if (packed.Length == 0) return [];
        using var plain = new MemoryStream();
        using (var inflate = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress)) inflate.CopyTo(plain);
        var bytes = plain.GetBuffer().AsSpan(0, (int)plain.Length);
        var cells = new int[bytes.Length / 2];
        for (var i = 0; i < cells.Length; i++) cells[i] = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]) - 1;
        return cells;
    }
}
