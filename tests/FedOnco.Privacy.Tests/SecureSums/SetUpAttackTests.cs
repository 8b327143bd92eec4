using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Privacy.Tests.SecureSums;

/// <summary>A coordinator or a peer that cheats during the set-up: no tally may leave afterwards.</summary>
public sealed class SetUpAttackTests : IDisposable
{
    private readonly TestFederation _federation = new(3);

    public void Dispose() => _federation.Dispose();

    [Fact]
    public void AcceptHellos_CoordinatorSubstitutesKey_IsForged() =>
        Refuses(ErrorReason.SetupForged, hello => hello.EphemeralKey = NewKey(), signed: false);

    [Fact]
    public void AcceptHellos_CoordinatorSubstitutesCommitment_IsForged() =>
        Refuses(ErrorReason.SetupForged, hello => hello.ShareCommitment = ByteString.CopyFrom(new byte[32]), signed: false);

    [Fact]
    public void AcceptHellos_PeerEchoesOwnKey_IsPeerFault()
    {
        var hellos = _federation.Greet();
        Refuses(ErrorReason.PeerFault, hellos, hello => hello.EphemeralKey = hellos.Hellos_[0].EphemeralKey, signed: true);
    }

    [Fact]
    public void AcceptHellos_PeerDuplicatesKeyOfAnother_IsPeerFault()
    {
        var hellos = _federation.Greet();
        Refuses(ErrorReason.PeerFault, hellos, hello => hello.EphemeralKey = hellos.Hellos_[1].EphemeralKey, signed: true);
    }

    [Theory]
    [InlineData(64, 1)]
    [InlineData(0, 2)]
    public void AcceptHellos_KeyOffTheCurve_IsPeerFault(int at, int flip) => Refuses(
        ErrorReason.PeerFault,
        hello =>
        {
            var point = hello.EphemeralKey.ToByteArray();
            point[at] ^= (byte)flip;
            hello.EphemeralKey = ByteString.CopyFrom(point);
        },
        signed: true);

    [Fact]
    public void AcceptHellos_RosterOfPeerDiffers_IsRosterMismatch() =>
        Refuses(ErrorReason.RosterMismatch, hello => hello.RosterHash = ByteString.CopyFrom(TestFederation.Bytes("another")), signed: true);

    [Fact]
    public void AcceptHellos_HistoryOfPeerDiffers_IsHistoryDiffers() =>
        Refuses(ErrorReason.HistoryDiffers, hello => hello.HistoryHash = ByteString.CopyFrom(TestFederation.Bytes("omitted")), signed: true);

    [Fact]
    public void AcceptHellos_TranscriptOfPeerDiffers_IsHistoryDiffers() =>
        Refuses(ErrorReason.HistoryDiffers, hello => hello.TranscriptHash = ByteString.CopyFrom(TestFederation.Bytes("another past")), signed: true);

    [Fact]
    public void AcceptHellos_ContractOfPeerDiffers_IsForged() =>
        Refuses(ErrorReason.SetupForged, hello => hello.ContractHash = ByteString.CopyFrom(TestFederation.Bytes("changed after approval")), signed: true);

    [Fact]
    public void AcceptHellos_ReplayedFromAnotherRun_IsForged()
    {
        using var before = _federation.SessionOf(2, _federation.BindingOf("an earlier run"));
        var replayed = before.CreateHello();
        var hellos = _federation.Greet();
        hellos.Hellos_[2] = replayed;
        Refuses(ErrorReason.SetupForged, hellos);
    }

    [Fact]
    public void AcceptHellos_UnknownSite_IsForged()
    {
        var hellos = _federation.Greet();
        hellos.Hellos_[2].Site = "s77";
        Refuses(ErrorReason.SetupForged, hellos);
    }

    [Fact]
    public void AcceptHellos_OneSiteLess_IsForged()
    {
        var hellos = _federation.Greet();
        hellos.Hellos_.RemoveAt(2);
        Refuses(ErrorReason.SetupForged, hellos);
    }

    [Fact]
    public void AcceptHellos_OneSiteTwice_IsForged()
    {
        var hellos = _federation.Greet();
        hellos.Hellos_[2] = hellos.Hellos_[1];
        Assert.Contains("two hellos of s01", Refuses(ErrorReason.SetupForged, hellos).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AcceptHellos_OneMoreThanTheContractHasSites_IsForged()
    {
        var hellos = _federation.Greet();
        hellos.Hellos_.Add(new SiteHello(hellos.Hellos_[2]) { Site = "s99" });
        Refuses(ErrorReason.SetupForged, hellos);
    }

    [Fact]
    public void AcceptHellos_UnderAnotherRun_IsForged()
    {
        var hellos = _federation.Greet();
        hellos.Run = ByteString.CopyFrom(TestFederation.Bytes("another run")[..16]);
        Refuses(ErrorReason.SetupForged, hellos);
    }

    [Fact]
    public void AcceptHellos_NonceTooShort_IsPeerFault() =>
        Refuses(ErrorReason.PeerFault, hello => hello.Nonce = ByteString.CopyFrom(hello.Nonce.Span[1..]), signed: true);

    [Fact]
    public void AcceptHellos_CommitmentTooShort_IsPeerFault() =>
        Refuses(ErrorReason.PeerFault, hello => hello.ShareCommitment = ByteString.CopyFrom(hello.ShareCommitment.Span[1..]), signed: true);

    [Fact]
    public void AcceptHellos_SiteMissingInOwnRoster_IsRosterMismatch()
    {
        var hellos = _federation.Greet();
        _federation.Roster.Entries.RemoveAt(2);
        Refuses(ErrorReason.RosterMismatch, hellos);
    }

    [Fact]
    public void AcceptHellos_OwnHelloChanged_IsForged()
    {
        var hellos = _federation.Greet();
        var own = hellos.Hellos_[0].Clone();
        own.AuditSize++;
        own.Signature = ByteString.CopyFrom(_federation.Identities[0].Sign(HelloBytes.Signed(own)));
        hellos.Hellos_[0] = own;
        Refuses(ErrorReason.SetupForged, hellos);
    }

    [Theory]
    [InlineData(4, "b", true)]
    [InlineData(5, "b", true)]
    [InlineData(5, "a", false)]
    [InlineData(6, "b", false)]
    public void AcceptHellos_PeerLogAgainstTheLastSeen_SmallerOrOtherIsRolledBack(ulong size, string root, bool rolledBack)
    {
        var heads = new Dictionary<string, AuditHead> { ["s02"] = new(5, TestFederation.Bytes("a")) };
        _federation.Sessions[0] = _federation.SessionOf(0, _federation.Binding, SitePast.None with { PeerHeads = heads });
        _federation.Sessions[2] = _federation.SessionOf(2, _federation.Binding, SitePast.None with { OwnHead = new AuditHead(size, TestFederation.Bytes(root)) });
        var hellos = _federation.Greet();
        if (rolledBack) Refuses(ErrorReason.LedgerRolledBack, hellos);
        else Assert.Equal(2, _federation.Sessions[0].AcceptHellos(hellos).Shares.Count);
    }

    [Fact]
    public void AcceptShares_DifferentHellosToDifferentSites_IsForged()
    {
        var hellos = _federation.Greet();
        // A peer that signs two hellos for one run, which an honest site never does.
        using var twin = new SiteSession("s02", _federation.Binding, _federation.Identities[2], new InMemoryTallyRecord());
        var other = hellos.Clone();
        other.Hellos_[2] = twin.CreateHello();
        var sent = new[] { _federation.Sessions[0].AcceptHellos(hellos), _federation.Sessions[1].AcceptHellos(other), _federation.Sessions[2].AcceptHellos(hellos) };
        Fails(ErrorReason.SetupForged, () => _federation.Sessions[0].AcceptShares(_federation.SharesFor(sent)[0]));
    }

    [Fact]
    public void AcceptShares_CiphertextsSwapped_IsForged()
    {
        var shares = _federation.Share(_federation.Greet());
        (shares[0].Shares[0].Sealed, shares[0].Shares[1].Sealed) = (shares[0].Shares[1].Sealed, shares[0].Shares[0].Sealed);
        Fails(ErrorReason.SetupForged, () => _federation.Sessions[0].AcceptShares(shares[0]));
    }

    [Fact]
    public void AcceptShares_OwnShareReflected_IsForged()
    {
        var sent = _federation.Sessions.Select(_ => (PeerShares?)null).ToArray();
        var hellos = _federation.Greet();
        for (var i = 0; i < 3; i++) sent[i] = _federation.Sessions[i].AcceptHellos(hellos);
        var shares = _federation.SharesFor(sent!)[0];
        shares.Shares[0].Sealed = sent[0]!.Shares[0].Sealed;
        Fails(ErrorReason.SetupForged, () => _federation.Sessions[0].AcceptShares(shares));
    }

    [Fact]
    public void AcceptShares_OneMissing_IsForged()
    {
        var shares = _federation.Share(_federation.Greet());
        shares[0].Shares.RemoveAt(0);
        Fails(ErrorReason.SetupForged, () => _federation.Sessions[0].AcceptShares(shares[0]));
    }

    [Fact]
    public void AcceptShares_TwoOfOnePeer_IsForged()
    {
        var shares = _federation.Share(_federation.Greet());
        shares[0].Shares.Add(shares[0].Shares[0].Clone());
        Fails(ErrorReason.SetupForged, () => _federation.Sessions[0].AcceptShares(shares[0]));
    }

    [Fact]
    public void AcceptShares_UnderAnotherRun_IsForged()
    {
        var shares = _federation.Share(_federation.Greet());
        shares[0].Shares[0].Run = ByteString.CopyFrom(TestFederation.Bytes("another run")[..16]);
        Fails(ErrorReason.SetupForged, () => _federation.Sessions[0].AcceptShares(shares[0]));
    }

    [Fact]
    public void AcceptShares_OtherThanCommitted_IsPeerFaultWithItsName()
    {
        // A peer that seals another share than the one it committed to.
        var primitives = new ChangingShare(_federation.Identities[2]);
        _federation.Sessions[2] = new SiteSession("s02", _federation.Binding, _federation.Records[2], SitePast.None, primitives);
        var hellos = _federation.Greet();
        primitives.Change();
        var shares = _federation.Share(hellos);
        var fault = Fails(ErrorReason.PeerFault, () => _federation.Sessions[0].AcceptShares(shares[0]));
        Assert.Contains("s02", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CreateHello_RunIdUsedBefore_IsRefused()
    {
        _federation.Sessions[0].CreateHello();
        using var again = _federation.SessionOf(0, _federation.Binding);
        Fails(ErrorReason.Protocol, () => again.CreateHello());
    }

    [Fact]
    public void Constructor_OwnKeyNotInRoster_IsRosterMismatch() =>
        Fails(ErrorReason.RosterMismatch, () => new SiteSession("s00", _federation.Binding, _federation.Identities[1], new InMemoryTallyRecord()).Dispose());

    [Theory]
    [InlineData("s00")]
    [InlineData("s01", "s00", "s02")]
    [InlineData("s01", "s02")]
    public void Constructor_SitesOfNoRun_IsRefused(params string[] sites) =>
        Fails(ErrorReason.Protocol, () => _federation.SessionOf(0, _federation.Binding with { Sites = sites }).Dispose());

    [Fact]
    public void Mask_BeforeSharesAreConfirmed_SendsNothing()
    {
        var hellos = _federation.Greet();
        _federation.Sessions[0].AcceptHellos(hellos);
        Fails(ErrorReason.Protocol, () => _federation.Sessions[0].Mask(TestFederation.Bytes("step"), TestFederation.LayoutOf(1), new double[1]));
    }

    internal static FedOncoException Fails(ErrorReason reason, Action act)
    {
        var fault = Assert.Throws<FedOncoException>(act);
        Assert.Equal(reason, fault.Reason);
        return fault;
    }

    private void Refuses(ErrorReason reason, Action<SiteHello> change, bool signed) => Refuses(reason, _federation.Greet(), change, signed);

    private FedOncoException Refuses(ErrorReason reason, Hellos hellos, Action<SiteHello>? change = null, bool signed = false)
    {
        hellos = hellos.Clone();
        change?.Invoke(hellos.Hellos_[2]);
        if (signed) hellos.Hellos_[2].Signature = ByteString.CopyFrom(_federation.Identities[2].Sign(HelloBytes.Signed(hellos.Hellos_[2])));
        var session = _federation.Sessions[0];
        var fault = Fails(reason, () => session.AcceptHellos(hellos));
        // Nothing is answered after the first failure.
        Fails(ErrorReason.Protocol, () => session.AcceptShares(new PeerShares()));
        Fails(ErrorReason.Protocol, () => session.Mask(TestFederation.Bytes("step"), TestFederation.LayoutOf(1), new double[1]));
        return fault;
    }

    private static ByteString NewKey()
    {
        using var key = EphemeralKey.Create();
        return ByteString.CopyFrom(key.PublicPoint);
    }
}
