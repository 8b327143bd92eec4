using FedOnco.Client;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Federation.Tests;

/// <summary>The certificate of a run, checked by the client with code of its own.</summary>
public sealed class CertificateTests
{
    [Fact]
    public async Task Of_CompletedRun_HoldsEverySignatureAndNoOtherRun()
    {
        await using var federation = await TestFederation.StartAsync(Enumerable.Range(0, 3).ToDictionary(s => $"s{s}", s => "id,x\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{(40 * s) + i},{i}\n"))));
        using var client = federation.Client();
        var run = await client.RunAsync("", "count(data = d)", cancellationToken: TestContext.Current.CancellationToken);
        var certificate = Certificate.Of(run)!;
        Assert.True(certificate.IsWhole);
        Assert.Equal(["s0", "s1", "s2"], certificate.Verified);
        Assert.Equal(federation.Store.Roster().Entries.Select(e => IdentityKey.Fingerprint(e.IdentityKey.Span).Replace(" ", "", StringComparison.Ordinal)), certificate.Fingerprints);
        Action<Provenance>[] changes =
        [
            p => p.Sums++,
            p => p.LastTranscriptHash = Flipped(p.LastTranscriptHash),
            p => p.ContractHash = Flipped(p.ContractHash),
            p => p.Contract.Person = "eve",
            p => p.Contract.Question.Data = "e",
            p => p.IdentityKeys[1] = p.IdentityKeys[0],
        ];
        foreach (var change in changes)
        {
            var altered = run.Clone();
            change(altered.Provenance);
            Assert.Empty(Certificate.Of(altered)!.Verified);
        }

        var unsigned = run.Clone();
        unsigned.Provenance.EndSignatures[1] = Flipped(unsigned.Provenance.EndSignatures[1]);
        Assert.Equal(["s0", "s2"], Certificate.Of(unsigned)!.Verified);
        unsigned.Provenance = null;
        Assert.Null(Certificate.Of(unsigned));
    }

    private static ByteString Flipped(ByteString bytes)
    {
        var copy = bytes.ToByteArray();
        copy[^1] ^= 1;
        return ByteString.CopyFrom(copy);
    }
}
