using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FedOnco.Privacy.SecureSums;

/// <summary>Input of a hash, signature or key derivation: a label "fedonco/v1/...", then fields of a 4-byte big-endian length and their bytes.</summary>
/// <remarks>No label is the beginning of another one followed by a length, so two inputs are equal only where label and all fields are.</remarks>
internal sealed class FieldWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new(256);

    /// <param name="label">What the bytes are for, without the prefix "fedonco/v1/".</param>
    public FieldWriter(string label) => _bytes.Write(Encoding.UTF8.GetBytes("fedonco/v1/" + label));

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public FieldWriter Bytes(ReadOnlySpan<byte> field)
    {
        BinaryPrimitives.WriteInt32BigEndian(_bytes.GetSpan(4), field.Length);
        _bytes.Advance(4);
        _bytes.Write(field);
        return this;
    }

    public FieldWriter Text(string field) => Bytes(Encoding.UTF8.GetBytes(field));

    public FieldWriter Integer(ulong field)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, field);
        return Bytes(bytes);
    }

    /// <summary>IEEE 754, -0 as +0.</summary>
    /// <exception cref="ArgumentException">The number is NaN.</exception>
    public FieldWriter Number(double field)
    {
        if (double.IsNaN(field)) throw new ArgumentException("NaN has no canonical encoding");
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, field == 0 ? 0.0 : field);
        return Bytes(bytes);
    }

    public byte[] Sha256() => SHA256.HashData(Written);

    /// <summary>HKDF-SHA256 (RFC 5869) with an empty salt and these bytes as info.</summary>
    public byte[] DeriveFrom(ReadOnlySpan<byte> secret, int length)
    {
        var key = new byte[length];
        KeyDerivation.Derive(secret, [], Written, key);
        return key;
    }
}
