using System.Buffers.Binary;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Privacy.SecureSums;

/// <summary>A total cut into messages.</summary>
internal static class TotalChunks
{
    public static IEnumerable<TotalChunk> Of(ReadOnlyMemory<byte> run, SumNames names, TallyShape shape, ReadOnlyMemory<byte> total, UInt128 stamp)
    {
        var stampBytes = new byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(stampBytes, stamp);
        for (var chunk = 0; chunk < shape.Chunks; chunk++)
        {
            var last = chunk == shape.Chunks - 1;
            yield return new TotalChunk
            {
                Run = ByteString.CopyFrom(run.Span),
                Index = names.Index,
                Attempt = names.Attempt,
                StepHash = ByteString.CopyFrom(names.StepHash),
                Offset = (ulong)chunk * (ulong)shape.ChunkElements,
                // The memory is written no more: the sum is complete.
                Elements = UnsafeByteOperations.UnsafeWrap(total[shape.BytesOf(chunk)]),
                Last = last,
                Stamp = last ? UnsafeByteOperations.UnsafeWrap(stampBytes) : ByteString.Empty,
            };
        }
    }
}
