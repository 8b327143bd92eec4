using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Privacy.Tests.SecureSums.Simulation;

/// <summary>Sites, a coordinator and a network that drops, repeats, delays, re-orders, and restarts parties; all from one seed.</summary>
internal sealed class SimulatedWorld : IDisposable
{
    public const int Coordinator = -1;

    private const int Deadline = 6_000;
    private const int ResendEvery = 40;
    private const int MostRestarts = 6;

    private readonly PriorityQueue<(int From, int To, object Message), (int Time, int Order)> _flying = new();
    private readonly Roster _roster = new();
    private readonly byte[][] _identities;
    private readonly IdentityKey[]? _realKeys;
    private readonly PooledPrimitives[] _pooled;
    private readonly SimulatedSite[] _sites;
    private readonly SimulatedCoordinator _coordinator;
    private readonly double _drop;
    private readonly double _repeat;
    private readonly double _restart;
    private int _time;
    private int _order;

    public SimulatedWorld(ulong seed, int sites, bool realKeys)
    {
        Random = new SimulatedRandom(seed);
        Sites = [.. Enumerable.Range(0, sites).Select(i => $"s{i:00}")];
        Program = new SimulatedProgram(sites, 1 + Random.Below(4));
        (_drop, _repeat, _restart) = (Random.Below(16) / 100.0, Random.Below(16) / 100.0, Random.Below(5) / 400.0);
        _realKeys = realKeys ? [.. Sites.Select(_ => IdentityKey.Create())] : null;
        _identities = [.. Sites.Select((site, i) => _realKeys?[i].PublicKey ?? TestFederation.Bytes(site))];
        for (var i = 0; i < sites; i++) _roster.Entries.Add(new RosterEntry { Site = Sites[i], IdentityKey = ByteString.CopyFrom(_identities[i]) });
        _pooled = [.. _identities.Select((identity, i) => new PooledPrimitives(identity, Random, i, sites))];
        _sites = [.. Sites.Select((_, i) => new SimulatedSite(i, this))];
        _coordinator = new SimulatedCoordinator(this);
    }

    public SimulatedRandom Random { get; }

    public string[] Sites { get; }

    public SimulatedProgram Program { get; }

    public int Restarts { get; private set; }

    public int Drops { get; private set; }

    public SignatureCheck SignatureCheck => _realKeys is null ? PooledPrimitives.IsSigned : IdentityKey.Verify;

    /// <summary>Runs to the end; null where every party has every exact total, else the named end.</summary>
    public ErrorReason? Run(SimulatedFault fault)
    {
        var victim = _sites[Random.Below(_sites.Length)];
        if (fault == SimulatedFault.DataChange) victim.DataChange = true;
        if (fault == SimulatedFault.MuteSite) victim.IsMute = true;
        if (fault == SimulatedFault.AlteredTotal) _coordinator.CorruptSum = Random.Below(Program.Sums);
        _coordinator.OpenRun();
        var nextResend = ResendEvery;
        while (_time < Deadline && !(_coordinator.IsClosed && Array.TrueForAll(_sites, s => s.IsDone || s.Failure is not null)))
        {
            while (_flying.TryPeek(out _, out var due) && due.Time <= _time) Deliver(_flying.Dequeue());
            // Jump to the next delivery or the next time that everybody sends again.
            _time = _flying.TryPeek(out _, out var next) ? Math.Clamp(next.Time, _time + 1, Math.Max(nextResend, _time + 1)) : nextResend;
            if (_time < nextResend) continue;
            nextResend = _time + ResendEvery;
            _coordinator.Resend();
            foreach (var site in _sites) site.Resend();
        }

        // Past the deadline the run ends by name, at the coordinator and at every site that is not done.
        _coordinator.Close(ErrorReason.SiteLost);
        foreach (var site in _sites) site.Receive(new Closed(_coordinator.Failure ?? ErrorReason.SiteLost));
        Assert.All(_sites, s => Assert.True(s.IsDone || s.Failure is not null));
        if (_coordinator.Failure is null) Assert.All(_sites, s => Assert.True(s.IsDone));
        return _coordinator.Failure;
    }

    /// <summary>No total but the exact one is ever seen, by a site or by the coordinator; a changed tally is none of them.</summary>
    public void CheckTotal(int sum, double[] total) => Assert.Equal(Program.Expected(sum), total);

    public void Send(int from, int to, object message)
    {
        if (Random.Chance(_drop))
        {
            Drops++;
            return;
        }

        Fly(from, to, message);
        if (Random.Chance(_repeat)) Fly(from, to, message);
    }

    public static byte[] RunId(int run) => TestFederation.Bytes($"run {run}")[..16];

    public RunBinding BindingOf(int run) => new(RunId(run), TestFederation.Bytes("contract"), TestFederation.Bytes("question"), _roster, new byte[32], Sites);

    public SiteSession NewSession(int site, int run, InMemoryTallyRecord record)
    {
        var past = SitePast.None with { Totals = record.Totals };
        return _realKeys is null
            ? new SiteSession(Sites[site], BindingOf(run), record, past, _pooled[site])
            : new SiteSession(Sites[site], BindingOf(run), _realKeys[site], record, past);
    }

    public void Dispose()
    {
        foreach (var key in _realKeys ?? []) key.Dispose();
    }

    private void Fly(int from, int to, object message) =>
        _flying.Enqueue((from, to, message), (_time + 1 + Random.Below(Random.Chance(0.05) ? 100 : 10), _order++));

    private void Deliver((int From, int To, object Message) arrival)
    {
        if (Restarts < MostRestarts && Random.Chance(_restart))
        {
            Restarts++;
            if (arrival.To == Coordinator) _coordinator.OpenRun();
            else _sites[arrival.To].Restart();
        }

        if (arrival.To == Coordinator) _coordinator.Receive(arrival.From, arrival.Message);
        else _sites[arrival.To].Receive(arrival.Message);
    }
}
