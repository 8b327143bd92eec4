using CsCheck;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Privacy.Tests.SecureSums;

/// <summary>Malformed messages of every kind: a named end or nothing, never another exception.</summary>
public class DecoderFuzzTests
{
    private static readonly Gen<ByteString> Bytes = Gen.Select(Gen.OneOf(Gen.Int[0, 80], Gen.Int[0, 3].Select(i => new[] { 16, 32, 64, 65 }[i])), Gen.Byte.Array[80]).Select((n, b) => ByteString.CopyFrom(b, 0, n));
    private static readonly Gen<ulong> Numbers = Gen.OneOf(Gen.ULong[0, 70_000], Gen.ULong, Gen.Int[0, 1].Select(i => i == 0 ? ulong.MaxValue : 1UL << 63));
    private static readonly Gen<string> Texts = Gen.OneOf(Gen.Int[0, 2].Select(i => $"s{i:00}"), Gen.String[0, 8]);

    [Fact]
    public void AcceptHellos_Malformed_EndsWithAReason()
    {
        var change = Gen.Select(Gen.Int[0, 14], Gen.Int[0, 2], Bytes, Numbers, Texts, Gen.Bool);
        change.Sample(
            (field, at, bytes, number, text, signed) =>
            {
                using var federation = new TestFederation(3);
                var hellos = federation.Greet();
                var hello = hellos.Hellos_[at];
                switch (field)
                {
                    case 0: hello.Run = bytes; break;
                    case 1: hello.Site = text; break;
                    case 2: hello.ContractHash = bytes; break;
                    case 3: hello.RosterHash = bytes; break;
                    case 4: hello.HistoryHash = bytes; break;
                    case 5: hello.Index = number; break;
                    case 6: hello.TranscriptHash = bytes; break;
                    case 7: hello.EphemeralKey = bytes; break;
                    case 8: hello.Nonce = bytes; break;
                    case 9: hello.ShareCommitment = bytes; break;
                    case 10: (hello.AuditSize, hello.AuditRoot) = (number, bytes); break;
                    case 11: hellos.Run = bytes; break;
                    case 12: hellos.Hellos_.Add(hello.Clone()); break;
                    case 13: hellos.Hellos_.RemoveAt(at); break;
                    default: hello.Signature = bytes; break;
                }

                if (signed && field < 11) hello.Signature = ByteString.CopyFrom(federation.Identities[at].Sign(HelloBytes.Signed(hello)));
                OnlyNamedEnds(() => federation.Sessions[0].AcceptHellos(hellos));
            },
            iter: 300);
    }

    [Fact]
    public void AcceptShares_Malformed_EndsWithAReason() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 1], Bytes, Texts).Sample(
            (field, at, bytes, text) =>
            {
                using var federation = new TestFederation(3);
                var shares = federation.Share(federation.Greet())[0];
                var honest = shares.Clone();
                switch (field)
                {
                    case 0: shares.Shares[at].Run = bytes; break;
                    case 1: shares.Shares[at].From = text; break;
                    case 2: shares.Shares[at].To = text; break;
                    case 3: shares.Shares[at].Sealed = bytes; break;
                    case 4: shares.Shares.RemoveAt(at); break;
                    default: shares.Shares.Add(shares.Shares[at].Clone()); break;
                }

                var accepted = OnlyNamedEnds(() => federation.Sessions[0].AcceptShares(shares));
                Assert.True(!accepted || shares.Equals(honest));
            },
            iter: 300);

    [Fact]
    public void AddAndAccept_MalformedChunks_EndWithAReasonAndNoTotal()
    {
        using var federation = new TestFederation(3);
        federation.SetUp();
        var layout = TestFederation.LayoutOf(70_000);
        var step = TestFederation.Bytes("step");
        var run = ByteString.CopyFrom(federation.Binding.Run);
        Gen.Select(Numbers, Bytes, Gen.Bool, Bytes, Gen.Int[0, 2], Texts).Sample(
            (offset, elements, last, stamp, which, site) =>
            {
                if (which == 0) elements = ByteString.CopyFrom(new byte[TallyShape.ChunkBytes]);
                if (which == 1) (elements, offset) = (ByteString.CopyFrom(new byte[(70_000 * 16) - TallyShape.ChunkBytes]), (ulong)TallyShape.ChunkBytes / 16);
                var sum = new CoordinatorSum(federation.Binding.Run, 1, step, layout, federation.Sites);
                var chunk = new TallyChunk { Run = run, Index = 1, Attempt = 1, StepHash = ByteString.CopyFrom(step), Offset = offset, Elements = elements, Last = last, Stamp = stamp };
                OnlyNamedEnds(() => Assert.False(sum.Add(site, chunk)));
                Assert.False(sum.IsComplete);
                var pending = PendingTotal.Stamped(new SumNames(1, [], step, 1), new TallyShape(layout, 3), new StampKey(3, 4));
                var total = new TotalChunk { Run = run, Index = 1, Attempt = 1, StepHash = ByteString.CopyFrom(step), Offset = offset, Elements = elements, Last = last, Stamp = stamp };
                OnlyNamedEnds(() => Assert.False(pending.Accept(total)));
            },
            iter: 2_000,
            threads: 1);
    }

    [Fact]
    public void CoordinatorSetUp_AnyMessages_EndWithAReasonOrAreDropped() =>
        Gen.Select(Texts, Texts, Texts, Bytes, Gen.Int[0, 4], Gen.Bool).Sample(
            (sender, from, to, run, shares, own) =>
            {
                string[] sites = ["s00", "s01", "s02"];
                var setUp = new CoordinatorSetUp(new byte[16], sites);
                var name = own ? ByteString.CopyFrom(new byte[16]) : run;
                OnlyNamedEnds(() => setUp.Add(sender, new SiteHello { Run = name, Site = from }));
                OnlyNamedEnds(() => setUp.Add(sender, new PeerShares { Run = name, Shares = { Enumerable.Range(0, shares).Select(_ => new PeerShare { From = from, To = to }) } }));
                Assert.Null(setUp.Shares);
            },
            iter: 500);

    [Fact]
    public void Require_AnyEnds_IsNoCertificate() =>
        Gen.Select(Texts, Bytes, Numbers, Bytes, Gen.Int[0, 4]).Sample(
            (site, hash, index, signature, count) =>
            {
                using var federation = new TestFederation(3);
                var ends = Enumerable.Range(0, count).Select(i => new RunEnd { Site = i == 0 ? site : federation.Sites[i % 3], ContractHash = i == 1 ? ByteString.CopyFrom(federation.Binding.ContractHash) : hash, LastIndex = index, LastHash = hash, Signature = signature }).ToList();
                Assert.Throws<FedOncoException>(() => RunCertificate.Require(federation.Binding, ends));
            },
            iter: 200);

    [Fact]
    public void IsIncludedAndIsConsistent_AnyProof_IsFalse() =>
        Gen.Select(Numbers, Numbers, Gen.Byte.Array[0, 40], Gen.Byte.Array[32].Array[0, 70], Gen.Byte.Array[0, 40]).Sample(
            (first, second, leaf, proof, root) =>
            {
                Assert.False(Privacy.Audit.MerkleProof.IsIncluded(first, second, leaf, proof, root));
                Assert.False(first > 0 && second > first && Privacy.Audit.MerkleProof.IsConsistent(first, second, leaf, root, proof));
            },
            iter: 2_000);

    [Fact]
    public void TallyShape_LayoutBeyondTheCap_IsRefusedBeforeAnythingIsAllocated()
    {
        var layout = TestFederation.LayoutOf(1);
        layout.Blocks[0].Length = uint.MaxValue;
        var before = GC.GetAllocatedBytesForCurrentThread();
        SetUpAttackTests.Fails(ErrorReason.TooLarge, () => _ = new CoordinatorSum(new byte[16], 1, new byte[32], layout, ["a", "b"]));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        layout.Blocks.Clear();
        layout.Ring = (Ring)77;
        SetUpAttackTests.Fails(ErrorReason.Protocol, () => _ = new TallyShape(layout, 2));
    }

    [Fact]
    public void Verify_MalformedKeysAndSignatures_IsFalse() =>
        Gen.Select(Gen.Byte.Array[0, 120], Gen.Byte.Array[0, 80]).Sample((key, signature) => Assert.False(IdentityKey.Verify(key, [1], signature)), iter: 500);

    private static bool OnlyNamedEnds(Action act)
    {
        try
        {
            act();
            return true;
        }
        catch (FedOncoException fault)
        {
            Assert.NotEqual(ErrorReason.Unspecified, fault.Reason);
            return false;
        }
    }
}
