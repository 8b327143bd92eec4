using System.Security.Cryptography;
using FedOnco.Agent.Runs;
using FedOnco.Analyses.Reduction;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Bench.SecureSums;

/// <summary>
/// The identity encoder: a site's sums in fixed point, compared with earlier tallies, recorded and chained as shipped, but neither
/// masked nor stamped nor verified. It exists in this bench only, and only among sites of its own.
/// </summary>
internal sealed class IdentitySums(RunBinding binding, ITallyRecord record, Func<Step, Tally> tally, Func<FromAgent, Task> send, Func<Task<TotalChunk>> next) : IFederation
{
    private readonly Transcript _transcript = new(binding.ContractHash, Hashes.Roster(binding.Roster), binding.HistoryHash);

    public ulong Index => _transcript.Index;

    public byte[] Hash => _transcript.Hash.ToArray();

    public async Task<Total> SumAsync(Step step, CancellationToken cancellationToken)
    {
        var shape = new TallyShape(step.Layout, binding.Sites.Count);
        var values = tally(step);
        var names = new SumNames(Index + 1, Hash, step.Hash(), 1);
        new SiteTally(shape, values.Values).RequireUnchanged(record, binding.QuestionHash, names);
        var elements = new byte[shape.Bytes];
        TallyEncoding.Encode(shape, values.Values, elements);
        for (var chunk = 0; chunk < shape.Chunks; chunk++) await send(new FromAgent { Tally = Chunk(shape, names, elements, chunk) }).ConfigureAwait(false);
        var total = new byte[shape.Bytes];
        for (var taken = 0; taken < total.Length;)
        {
            var chunk = await next().ConfigureAwait(false);
            chunk.Elements.Span.CopyTo(total.AsSpan((int)chunk.Offset * shape.Width));
            taken += chunk.Elements.Length;
        }

        var hash = SHA256.HashData(total);
        _transcript.Append(names.StepHash, hash);
        record.AddTotal(binding.ContractHash, Index, names.StepHash, hash, Hash);
        return new Total(step.Layout, TallyEncoding.Decode(shape, total));
    }

    private TallyChunk Chunk(TallyShape shape, SumNames names, byte[] elements, int chunk)
    {
        var last = chunk == shape.Chunks - 1;
        return new TallyChunk
        {
            Run = ByteString.CopyFrom(binding.Run),
            Index = names.Index,
            Attempt = names.Attempt,
            StepHash = ByteString.CopyFrom(names.StepHash),
            Offset = (ulong)chunk * (ulong)shape.ChunkElements,
            Elements = UnsafeByteOperations.UnsafeWrap(elements.AsMemory(shape.BytesOf(chunk))),
            Last = last,
            Stamp = last ? ByteString.CopyFrom(new byte[16]) : ByteString.Empty,
        };
    }
}
