using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace FedOnco.Analyses.Reduction;

/// <summary>The canonical encoding of steps and layouts, its own and not protobuf's: the same fields give the same bytes on every machine.</summary>
/// <remarks>
/// A field is a 4-byte big-endian length and its bytes; integers are 8-byte big-endian, doubles 8-byte big-endian
/// IEEE 754 with -0 written as +0; NaN is forbidden.
/// </remarks>
public sealed class CanonicalWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>The bytes written so far.</summary>
    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    public void Text(string value) => Field(Encoding.UTF8.GetBytes(value));

    public void Bytes(ReadOnlySpan<byte> value) => Field(value);

    public void Integer(long value)
    {
        Span<byte> buffer = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(buffer, value);
        Field(buffer);
    }

    /// <exception cref="ArgumentException">The value is NaN.</exception>
    public void Number(double value)
    {
        if (double.IsNaN(value)) throw new ArgumentException("NaN has no canonical encoding");
        Span<byte> buffer = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(buffer, value == 0 ? 0.0 : value);
        Field(buffer);
    }

    /// <summary>A vector: its length, then its numbers.</summary>
    public void Numbers(ReadOnlySpan<double> values)
    {
        Integer(values.Length);
        foreach (var value in values) Number(value);
    }

    public void Integers(ReadOnlySpan<int> values)
    {
        Integer(values.Length);
        foreach (var value in values) Integer(value);
    }

    private void Field(ReadOnlySpan<byte> value)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, value.Length);
        _bytes.Write(length);
        _bytes.Write(value);
    }
}
