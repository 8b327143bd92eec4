using System.Buffers.Binary;
using System.Security.Cryptography;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Privacy.SecureSums;

/// <summary>A site's encoded tally of one sum: compared with the one sent before, stamped, masked, cut into messages.</summary>
internal sealed class SiteTally
{
    private readonly TallyShape _shape;
    private readonly byte[] _elements;

    /// <exception cref="FedOncoException">OutOfBounds.</exception>
    public SiteTally(TallyShape shape, ReadOnlySpan<double> values)
    {
        _shape = shape;
        _elements = GC.AllocateUninitializedArray<byte>(shape.Bytes);
        TallyEncoding.Encode(shape, values, _elements);
    }

    /// <summary>Stores the tally's fingerprint before any byte leaves, or compares it with the one of an earlier attempt, run or restart.</summary>
    /// <exception cref="FedOncoException">TallyChanged.</exception>
    public void RequireUnchanged(ITallyRecord record, ReadOnlySpan<byte> questionHash, SumNames names)
    {
        var name = new FieldWriter("tally").Bytes(questionHash).Integer(names.Index).Bytes(names.Previous).Bytes(names.StepHash).Sha256();
        if (!record.Agrees(name, HMACSHA256.HashData(record.LocalKey, _elements)))
            throw new FedOncoException(ErrorReason.TallyChanged, $"The data behind sum {names.Index} changed at this site since it was first answered; nothing was sent. Ask again as a new question.");
    }

    /// <summary>Masks in place; the encoded tally is gone afterwards.</summary>
    public List<TallyChunk> Mask(byte[] run, SumNames names, SiteKeys keys)
    {
        var stamp = keys.Stamp(names).Of(_elements, _shape.Width, times: 1);
        var masks = keys.Masks(names);
        MaskStream.Apply(masks, _elements, _shape.Width);
        foreach (var mask in masks)
        {
            stamp = mask.Apply(stamp);
            mask.Clear();
        }

        return Chunks(ByteString.CopyFrom(run), ByteString.CopyFrom(names.StepHash), names, stamp);
    }

    private List<TallyChunk> Chunks(ByteString run, ByteString stepHash, SumNames names, UInt128 stamp)
    {
        var stampBytes = new byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(stampBytes, stamp);
        var chunks = new List<TallyChunk>(_shape.Chunks);
        for (var chunk = 0; chunk < _shape.Chunks; chunk++)
        {
            var last = chunk == _shape.Chunks - 1;
            chunks.Add(new TallyChunk
            {
                Run = run,
                Index = names.Index,
                Attempt = names.Attempt,
                StepHash = stepHash,
                Offset = (ulong)chunk * (ulong)_shape.ChunkElements,
                // Written no more once it is masked.
                Elements = UnsafeByteOperations.UnsafeWrap(_elements.AsMemory(_shape.BytesOf(chunk))),
                Last = last,
                Stamp = last ? UnsafeByteOperations.UnsafeWrap(stampBytes) : ByteString.Empty,
            });
        }

        return chunks;
    }
}
