using FedOnco.Agent.Runs;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Agent.Tests;

public sealed class SiteFederationTests : IDisposable
{
    private readonly IdentityKey[] _keys = [IdentityKey.Create(), IdentityKey.Create()];
    private readonly SiteSession[] _sessions;

    public SiteFederationTests()
    {
        string[] sites = ["a", "b"];
        var roster = new Roster { Entries = { sites.Select((s, i) => new RosterEntry { Site = s, IdentityKey = ByteString.CopyFrom(_keys[i].PublicKey) }) } };
        var binding = new RunBinding(new byte[16], new byte[32], new byte[32], roster, new byte[32], sites);
        _sessions = [.. sites.Select((s, i) => new SiteSession(s, binding, _keys[i], new Forgetful()))];
        var hellos = new Hellos { Run = ByteString.CopyFrom(new byte[16]), Hellos_ = { _sessions.Select(s => s.CreateHello()) } };
        PeerShares[] shares = [.. _sessions.Select(s => s.AcceptHellos(hellos))];
        for (var i = 0; i < 2; i++) _sessions[i].AcceptShares(new PeerShares { Run = hellos.Run, Shares = { shares[1 - i].Shares } });
    }

    public static TheoryData<string> Faults() => ["not a number", "infinite", "over its bound", "a rule of the site's part"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task SumAsync_OwnDataDoNotAllowIt_SendsNothingAndSaysDisclosureOnly(string how)
    {
        var sent = new List<FromAgent>();
        ErrorReason? logged = null;
        var federation = new SiteFederation(
            _sessions[0],
            step => TallyOf(how, step),
            message =>
            {
                sent.Add(message);
                return Task.CompletedTask;
            },
            () => Task.FromException<TotalChunk>(new InvalidOperationException("no total was asked for")),
            _ => Assert.Fail("the log says that a sum left"),
            reason =>
            {
                logged = reason;
                return new FedOncoException(ErrorReason.Disclosure, "refused");
            });
        var fault = await Assert.ThrowsAsync<FedOncoException>(() => federation.SumAsync(new PreflightStep(), TestContext.Current.CancellationToken));
        Assert.Equal((ErrorReason.Disclosure, "refused"), (fault.Reason, fault.Message));
        Assert.Equal(how == "a rule of the site's part" ? ErrorReason.Separation : ErrorReason.OutOfBounds, logged);
        Assert.Empty(sent);
        Assert.False(federation.IsIdle);
    }

    public void Dispose()
    {
        foreach (var session in _sessions) session.Dispose();
        foreach (var key in _keys) key.Dispose();
    }

    private static Tally TallyOf(string how, Step step)
    {
        var tally = new Tally(step.Layout);
        tally.Block("patients")[0] = how switch
        {
            "not a number" => double.NaN,
            "infinite" => double.PositiveInfinity,
            "over its bound" => 2 * step.Layout.Blocks[0].Bound,
            _ => throw new FedOncoException(ErrorReason.Separation, "patients of g = a"),
        };
        return tally;
    }

    private sealed class Forgetful : ITallyRecord
    {
        private readonly byte[] _key = new byte[32];

        public ReadOnlySpan<byte> LocalKey => _key;

        public bool TryAddRun(ReadOnlySpan<byte> run) => true;

        public bool Agrees(ReadOnlySpan<byte> name, ReadOnlySpan<byte> fingerprint) => true;

        public void AddTotal(ReadOnlySpan<byte> contractHash, ulong index, ReadOnlySpan<byte> stepHash, ReadOnlySpan<byte> totalHash, ReadOnlySpan<byte> transcriptHash)
        {
        }
    }
}
