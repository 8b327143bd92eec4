using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Privacy.SecureSums;

/// <summary>The end of a run, signed by every site: proof that all of them verified the same totals.</summary>
public static class RunCertificate
{
    /// <exception cref="FedOncoException">Protocol where a signature is missing, wrong, or over another end.</exception>
    public static void Require(RunBinding binding, IReadOnlyCollection<RunEnd> ends) => Require(binding, ends, IdentityKey.Verify);

    internal static void Require(RunBinding binding, IReadOnlyCollection<RunEnd> ends, SignatureCheck isSigned)
    {
        var first = ends.FirstOrDefault();
        foreach (var site in binding.Sites)
        {
            var mine = ends.Where(e => e.Site == site).ToList();
            var key = binding.Roster.Entries.FirstOrDefault(e => e.Site == site)?.IdentityKey ?? ByteString.Empty;
            if (mine.Count != 1 || !mine[0].ContractHash.Span.SequenceEqual(binding.ContractHash)
                || mine[0].LastIndex != first!.LastIndex || !mine[0].LastHash.Equals(first.LastHash)
                || !isSigned(key.Span, Signed(mine[0]), mine[0].Signature.Span))
                throw new FedOncoException(ErrorReason.Protocol, $"The certificate of the run lacks the right signature of {site}.");
        }

        if (ends.Count != binding.Sites.Count) throw new FedOncoException(ErrorReason.Protocol, "The certificate of the run holds a foreign signature.");
    }

    internal static RunEnd Sign(string site, RunBinding binding, ulong index, ReadOnlySpan<byte> hash, ISetUpPrimitives primitives)
    {
        var end = new RunEnd
        {
            Run = ByteString.CopyFrom(binding.Run),
            Site = site,
            ContractHash = ByteString.CopyFrom(binding.ContractHash),
            LastIndex = index,
            LastHash = ByteString.CopyFrom(hash),
        };
        end.Signature = ByteString.CopyFrom(primitives.Sign(Signed(end)));
        return end;
    }

    private static byte[] Signed(RunEnd end) =>
        new FieldWriter("end").Bytes(end.ContractHash.Span).Integer(end.LastIndex).Bytes(end.LastHash.Span).Written.ToArray();
}
