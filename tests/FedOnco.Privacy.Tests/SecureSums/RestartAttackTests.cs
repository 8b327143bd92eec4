using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;

namespace FedOnco.Privacy.Tests.SecureSums;

/// <summary>A coordinator or a peer that cheats after a restart, or about how a run ended.</summary>
public sealed class RestartAttackTests : IDisposable
{
    private static readonly TallyLayout Layout = TestFederation.LayoutOf(4);
    private readonly TestFederation _federation = new(3);
    private readonly double[][] _tallies = [[1, 10, 100, 1000], [2, 20, 200, 2000], [4, 40, 400, 4000]];

    public void Dispose() => _federation.Dispose();

    [Fact]
    public void Restart_OneSiteBehind_RecallsAndGoesOnToTheSameTotals()
    {
        _federation.SetUp();
        var first = _federation.Add("step 1", Layout, _tallies);
        foreach (var session in _federation.Sessions) TestFederation.Deliver(session, first.Chunks());
        var second = _federation.Add("step 2", Layout, _tallies);
        TestFederation.Deliver(_federation.Sessions[0], second.Chunks());

        _federation.Restart("run 2");
        _federation.SetUp();
        Assert.All(_federation.Sessions, s => Assert.Equal(1UL, s.RecordedIndex));
        Recall(first.Total.ToArray());
        var (atSites, _) = _federation.Sum("step 2", Layout, _tallies);
        Assert.All(atSites, total => Assert.Equal([7, 70, 700, 7000], total));
    }

    [Fact]
    public void Recall_RecordedTotalAltered_IsUnverified()
    {
        _federation.SetUp();
        var first = _federation.Add("step 1", Layout, _tallies);
        foreach (var session in _federation.Sessions) TestFederation.Deliver(session, first.Chunks());
        _federation.Restart("run 2");
        _federation.SetUp();
        var altered = first.Total.ToArray();
        altered[8]++;
        _federation.Sessions[0].Recall(TestFederation.Bytes("step 1"), Layout);
        var down = CoordinatorSum.Recorded(_federation.Binding.Run, 1, TestFederation.Bytes("step 1"), Layout, _federation.Sites, altered);
        SetUpAttackTests.Fails(ErrorReason.TotalUnverified, () =>
        {
            foreach (var chunk in down.Chunks()) _federation.Sessions[0].Accept(chunk);
        });
    }

    [Fact]
    public void Recall_AnotherStepThanRecorded_IsStepMismatch()
    {
        _federation.SetUp();
        _federation.Sum("step 1", Layout, _tallies);
        _federation.Restart("run 2");
        _federation.SetUp();
        SetUpAttackTests.Fails(ErrorReason.StepMismatch, () => _federation.Sessions[0].Recall(TestFederation.Bytes("chosen step"), Layout));
    }

    [Fact]
    public void Recall_NothingRecorded_IsRefused()
    {
        _federation.SetUp();
        SetUpAttackTests.Fails(ErrorReason.Protocol, () => _federation.Sessions[0].Recall(TestFederation.Bytes("step 1"), Layout));
    }

    [Fact]
    public void Mask_RecordedIndexAskedAgain_IsRefused()
    {
        _federation.SetUp();
        _federation.Sum("step 1", Layout, _tallies);
        _federation.Restart("run 2");
        _federation.SetUp();
        SetUpAttackTests.Fails(ErrorReason.Protocol, () => _federation.Sessions[0].Mask(TestFederation.Bytes("step 1"), Layout, _tallies[0]));
    }

    [Fact]
    public void Constructor_StoredTotalsAltered_IsHistoryDiffers()
    {
        _federation.SetUp();
        _federation.Sum("step 1", Layout, _tallies);
        var stored = _federation.Records[0].Totals[0];
        var altered = stored with { TotalHash = TestFederation.Bytes("another total") };
        SetUpAttackTests.Fails(ErrorReason.HistoryDiffers, () => _federation.SessionOf(0, _federation.BindingOf("run 2"), SitePast.None with { Totals = [altered] }));
        SetUpAttackTests.Fails(ErrorReason.HistoryDiffers, () => _federation.SessionOf(0, _federation.BindingOf("run 2"), SitePast.None with { Totals = [stored with { Index = 2 }] }));
    }

    [Fact]
    public void AcceptHellos_SitesVerifiedDifferentTotals_IsHistoryDiffers()
    {
        _federation.SetUp();
        _federation.Sum("step 1", Layout, _tallies);
        var other = new Transcript(_federation.Binding.ContractHash, Hashes.Roster(_federation.Roster), new byte[32]);
        other.Append(TestFederation.Bytes("step 1"), TestFederation.Bytes("another total"));
        _federation.Restart("run 2");
        var forked = SitePast.None with { Totals = [new RecordedTotal(1, TestFederation.Bytes("step 1"), TestFederation.Bytes("another total"), other.Hash.ToArray())] };
        _federation.Sessions[2] = _federation.SessionOf(2, _federation.Binding, forked);
        var hellos = _federation.Greet();
        SetUpAttackTests.Fails(ErrorReason.HistoryDiffers, () => _federation.Sessions[0].AcceptHellos(hellos));
    }

    [Fact]
    public void Accept_RewoundSiteSeesAnotherTotalThanBefore_IsHistoryDiffers()
    {
        _federation.SetUp();
        var first = _federation.Add("step 1", Layout, _tallies);
        TestFederation.Deliver(_federation.Sessions[0], first.Chunks());
        _federation.Restart("run 2");
        _federation.SetUp();
        // A peer that sends another tally on the second asking; its own record is its own affair.
        var sum = new CoordinatorSum(_federation.Binding.Run, 1, TestFederation.Bytes("step 1"), Layout, _federation.Sites);
        var layout = Layout;
        for (var u = 0; u < 2; u++) sum.Add(_federation.Sites[u], _federation.Sessions[u].Mask(TestFederation.Bytes("step 1"), layout, _tallies[u]).Single());
        _federation.Records[2].ForgetTallies();
        sum.Add("s02", _federation.Sessions[2].Mask(TestFederation.Bytes("step 1"), layout, new double[] { 5, 40, 400, 4000 }).Single());
        SetUpAttackTests.Fails(ErrorReason.HistoryDiffers, () => TestFederation.Deliver(_federation.Sessions[0], sum.Chunks()));
    }

    [Fact]
    public void Require_CertificateWithAWrongEnd_IsRefused()
    {
        _federation.SetUp();
        _federation.Sum("step 1", Layout, _tallies);
        var ends = _federation.Sessions.Select(s => s.CreateEnd()).ToList();
        RunCertificate.Require(_federation.Binding, ends);
        SetUpAttackTests.Fails(ErrorReason.Protocol, () => RunCertificate.Require(_federation.Binding, ends[..2]));
        SetUpAttackTests.Fails(ErrorReason.Protocol, () => RunCertificate.Require(_federation.Binding, [ends[0], ends[1], ends[1]]));
        SetUpAttackTests.Fails(ErrorReason.Protocol, () => RunCertificate.Require(_federation.Binding, [ends[0], ends[1], new RunEnd(ends[1]) { Site = "s02" }]));
        SetUpAttackTests.Fails(ErrorReason.Protocol, () => RunCertificate.Require(_federation.Binding, [.. ends.Select(e => new RunEnd(e) { LastIndex = 2 })]));
    }

    [Fact]
    public void Require_CertificateOfValidSignaturesOverAnotherEnd_IsRefused()
    {
        _federation.SetUp();
        _federation.Sum("step 1", Layout, _tallies);
        var ends = _federation.Sessions.Select(s => s.CreateEnd()).ToList();
        var (binding, hash) = (_federation.Binding, ends[0].LastHash.ToByteArray());
        RunEnd Signed(int site, RunBinding of, ulong index, byte[] last) => RunCertificate.Sign(_federation.Sites[site], of, index, last, new SetUpPrimitives(_federation.Identities[site]));
        var other = binding with { ContractHash = TestFederation.Bytes("another contract") };
        SetUpAttackTests.Fails(ErrorReason.Protocol, () => RunCertificate.Require(binding, [.. Enumerable.Range(0, 3).Select(u => Signed(u, other, 1, hash))]));
        SetUpAttackTests.Fails(ErrorReason.Protocol, () => RunCertificate.Require(binding, [ends[0], ends[1], Signed(2, binding, 2, hash)]));
        SetUpAttackTests.Fails(ErrorReason.Protocol, () => RunCertificate.Require(binding, [ends[0], ends[1], Signed(2, binding, 1, TestFederation.Bytes("another total"))]));
        SetUpAttackTests.Fails(ErrorReason.Protocol, () => RunCertificate.Require(binding, [.. ends, new RunEnd(ends[0]) { Site = "s99" }]));
    }

    private void Recall(byte[] total)
    {
        var down = CoordinatorSum.Recorded(_federation.Binding.Run, 1, TestFederation.Bytes("step 1"), Layout, _federation.Sites, total);
        foreach (var session in _federation.Sessions)
        {
            session.Recall(TestFederation.Bytes("step 1"), Layout);
            Assert.Equal([7, 70, 700, 7000], TestFederation.Deliver(session, down.Chunks()));
        }
    }
}
