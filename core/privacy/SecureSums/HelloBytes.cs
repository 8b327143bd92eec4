using FedOnco.Protos;

namespace FedOnco.Privacy.SecureSums;

/// <summary>The canonical bytes of hellos.</summary>
internal static class HelloBytes
{
    /// <summary>What a hello's signature is over.</summary>
    public static byte[] Signed(SiteHello hello) => new FieldWriter("hello")
        .Bytes(hello.ContractHash.Span).Bytes(hello.Run.Span).Text(hello.Site).Bytes(hello.RosterHash.Span).Bytes(hello.HistoryHash.Span)
        .Integer(hello.Index).Bytes(hello.TranscriptHash.Span).Bytes(hello.EphemeralKey.Span).Bytes(hello.Nonce.Span)
        .Bytes(hello.ShareCommitment.Span).Integer(hello.AuditSize).Bytes(hello.AuditRoot.Span)
        .Written.ToArray();

    /// <summary>The hash of all hellos, in site order.</summary>
    public static byte[] HashOfAll(IEnumerable<SiteHello> ordered)
    {
        var writer = new FieldWriter("hellos");
        foreach (var hello in ordered) writer.Bytes(Signed(hello));
        return writer.Sha256();
    }

    /// <summary>The commitment to a site's share of the stamp secret.</summary>
    public static byte[] Commitment(ReadOnlySpan<byte> run, string site, ReadOnlySpan<byte> share) =>
        new FieldWriter("share").Bytes(run).Text(site).Bytes(share).Sha256();
}
