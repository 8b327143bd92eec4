using System.Buffers.Binary;
using System.IO.Compression;
using FedOnco.Analyses.Disclosure;

namespace FedOnco.Agent.Data.Rows;

/// <summary>The rows of a cohort as they are kept: a bit a patient where it has one cell, otherwise its cell, compressed.</summary>
internal static class CohortBytes
{
    private const byte Bits = 1;
    private const byte Cells = 2;

    // The form, and the number of patients of bits.
    private const int Head = 5;

    /// <summary>A cohort that this site never summed.</summary>
    public static byte[] None => [];

    /// <param name="rows">The cohort.</param>
    /// <param name="order">Row of each patient, in the order in which they are kept.</param>
    public static byte[] Of(CohortRows rows, ReadOnlySpan<int> order) => rows.Patients.Length == 1 ? OfBits(rows, order) : OfCells(rows, order);

    /// <summary>Cell of each patient, -1 outside; empty for <see cref="None"/>.</summary>
    public static int[] Read(byte[] packed) => packed.Length == 0 ? [] : packed[0] == Bits ? ReadBits(packed) : ReadCells(packed);

    // On the way of every new question: plain bits are written faster than they are compressed.
    private static byte[] OfBits(CohortRows rows, ReadOnlySpan<int> order)
    {
        var packed = new byte[Head + ((order.Length + 7) / 8)];
        packed[0] = Bits;
        BinaryPrimitives.WriteInt32LittleEndian(packed.AsSpan(1), order.Length);
        rows.CopyBits(order, packed.AsSpan(Head));
        return packed;
    }

    private static byte[] OfCells(CohortRows rows, ReadOnlySpan<int> order)
    {
        var plain = new byte[2 * order.Length];
        for (var i = 0; i < order.Length; i++) BinaryPrimitives.WriteUInt16LittleEndian(plain.AsSpan(2 * i), (ushort)(rows.Cell(order[i]) + 1));
        using var packed = new MemoryStream();
        packed.WriteByte(Cells);
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest)) deflate.Write(plain);
        return packed.ToArray();
    }

    private static int[] ReadBits(byte[] packed)
    {
        var cells = new int[BinaryPrimitives.ReadInt32LittleEndian(packed.AsSpan(1))];
        for (var i = 0; i < cells.Length; i++) cells[i] = ((packed[Head + (i >> 3)] >> (i & 7)) & 1) - 1;
        return cells;
    }

    private static int[] ReadCells(byte[] packed)
    {
        using var plain = new MemoryStream();
        using (var inflate = new DeflateStream(new MemoryStream(packed, 1, packed.Length - 1), CompressionMode.Decompress)) inflate.CopyTo(plain);
        var bytes = plain.GetBuffer().AsSpan(0, (int)plain.Length);
        var cells = new int[bytes.Length / 2];
        for (var i = 0; i < cells.Length; i++) cells[i] = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]) - 1;
        return cells;
    }
}
