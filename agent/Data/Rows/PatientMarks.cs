using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FedOnco.Agent.Data.Engines;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Rows;

/// <summary>
/// Marks of the patients of a snapshot and of their values, keyed with a secret of this site: whether a patient is in another snapshot as
/// well, and with which values unchanged, can be told from them; without the secret nothing can.
/// </summary>
/// <remarks>
/// A patient's mark is the first half of an HMAC-SHA-256 of the key. The mark of a value is four bytes of AES over value and patient, with a
/// key for each variable: the same value of two patients has two marks. Two values of a patient share one with probability 2^-32.
/// </remarks>
internal sealed class PatientMarks
{
    /// <summary>Bytes of a value's mark.</summary>
    public const int ValueLength = 4;

    private const int PatientLength = 16;
    private const int Block = 16;

    // Values that are marked in one call of the cipher.
    private const int AtOnce = 4096;

    private readonly RunSource _source;
    private readonly Dataset _dataset;
    private readonly byte[] _secret;

    private PatientMarks(RunSource source, Dataset dataset, byte[] secret, UInt128[] marks, int[] rows)
    {
        (_source, _dataset, _secret) = (source, dataset, secret);
        (Marks, Rows) = (marks, rows);
    }

    /// <summary>Marks of the patients, ascending.</summary>
    public UInt128[] Marks { get; }

    /// <summary>Row of each of them.</summary>
    public int[] Rows { get; }

    /// <summary>Null where patients cannot be recognised: no patient key, a row without one, or several rows of one patient.</summary>
    /// <param name="source">All rows.</param>
    /// <param name="dataset">The dictionary's entry.</param>
    /// <param name="localKey">Secret of this site.</param>
    public static PatientMarks? Of(RunSource source, Dataset dataset, ReadOnlySpan<byte> localKey)
    {
        if (dataset.PatientKey.Length == 0) return null;
        var secret = HMACSHA256.HashData(localKey, "fedonco/v1/patient marks"u8);
        if (source.MapKeys(key => MarkOf(key, secret)) is not { } marks) return null;
        var rows = Enumerable.Range(0, marks.Length).ToArray();
        Array.Sort(marks, rows);
        for (var i = 1; i < marks.Length; i++)
        {
            if (marks[i] == marks[i - 1]) return null;
        }

        return new PatientMarks(source, dataset, secret, marks, rows);
    }

    /// <summary>Marks of the values of every variable, in the order of the patients.</summary>
    public IEnumerable<(string Variable, byte[] Marks)> Values() => _dataset.Variables.Where(v => v.Name != _dataset.PatientKey).Select(v => (v.Name, ValuesOf(v.Name)));

    public byte[] ToBytes()
    {
        var bytes = new byte[PatientLength * Marks.Length];
        for (var i = 0; i < Marks.Length; i++) BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(PatientLength * i), Marks[i]);
        return bytes;
    }

    public static UInt128[] FromBytes(byte[] bytes)
    {
        var marks = new UInt128[bytes.Length / PatientLength];
        for (var i = 0; i < marks.Length; i++) marks[i] = BinaryPrimitives.ReadUInt128BigEndian(bytes.AsSpan(PatientLength * i));
        return marks;
    }

    private static UInt128 MarkOf(string key, byte[] secret) => BinaryPrimitives.ReadUInt128BigEndian(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(key)));

    private byte[] ValuesOf(string variable)
    {
        using var aes = Aes.Create();
        aes.SetKey(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(variable)).AsSpan(0, Block));
        var values = _source.Column(variable).Span;
        var marks = new byte[ValueLength * Marks.Length];
        var blocks = new byte[Block * Math.Min(AtOnce, Marks.Length)];
        for (var start = 0; start < Marks.Length; start += AtOnce)
        {
            var used = blocks.AsSpan(0, Block * Math.Min(AtOnce, Marks.Length - start));
            for (var i = 0; i < used.Length / Block; i++)
            {
                var value = values[Rows[start + i]];
                // One form of zero and of missing.
                BinaryPrimitives.WriteDoubleBigEndian(used[(Block * i)..], double.IsNaN(value) ? double.NaN : value + 0.0);
                BinaryPrimitives.WriteUInt64BigEndian(used[((Block * i) + sizeof(double))..], (ulong)Marks[start + i]);
            }

            // A block for itself each: a call for every value would cost more than the cipher.
            aes.EncryptEcb(used, used, PaddingMode.None);
            for (var i = 0; i < used.Length / Block; i++) used.Slice(Block * i, ValueLength).CopyTo(marks.AsSpan(ValueLength * (start + i)));
        }

        return marks;
    }
}
