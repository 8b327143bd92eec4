using System.Security.Cryptography;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Bench.SecureSums;

/// <summary>Secure sums as shipped, set-up included, without the network: all sites in this process, both cores for their tallies.</summary>
internal sealed class MaskedSums : IFederation
{
    private readonly IAnalysis _analysis;
    private readonly StudyContext _context;
    private readonly SiteRun[] _cohorts;
    private readonly string[] _sites;
    private readonly byte[] _run = RandomNumberGenerator.GetBytes(16);
    private readonly SiteSession[] _sessions;
    private readonly Lock _lock = new();
    private CoordinatorSum? _sum;
    private ulong _index;

    public MaskedSums(IAnalysis analysis, StudyContext context, string[] sites, SiteRun[] cohorts)
    {
        (_analysis, _context, _cohorts) = (analysis, context, cohorts);
        _sites = sites;
        IdentityKey[] keys = [.. sites.Select(_ => IdentityKey.Create())];
        var roster = new Roster();
        for (var i = 0; i < sites.Length; i++) roster.Entries.Add(new RosterEntry { Site = sites[i], IdentityKey = ByteString.CopyFrom(keys[i].PublicKey) });
        var binding = new RunBinding(_run, new byte[32], new byte[32], roster, new byte[32], sites);
        _sessions = [.. sites.Select((site, i) => new SiteSession(site, binding, keys[i], new NoRecord()))];
    }

    public Task<Total> SumAsync(Step step, CancellationToken cancellationToken)
    {
        Begin(step);
        Parallel.For(0, _cohorts.Length, site => Take(site, step, QuestionProgram.Sum(_analysis, _context, step, _cohorts[site])));
        return Task.FromResult(new Total(step.Layout, End()));
    }

    private void Begin(Step step)
    {
        if (_index == 0) SetUp();
        _sum = new CoordinatorSum(_run, ++_index, step.Hash(), step.Layout, _sites);
    }

    private void Take(int site, Step step, Tally tally)
    {
        foreach (var chunk in _sessions[site].Mask(step.Hash(), step.Layout, tally.Memory))
        {
            lock (_lock) _sum!.Add(_sites[site], chunk);
        }
    }

    private double[] End()
    {
        List<TotalChunk> chunks = [.. _sum!.Chunks()];
        Parallel.ForEach(_sessions, session =>
        {
            foreach (var chunk in chunks) session.Accept(chunk);
        });
        return _sum.Decode();
    }

    private void SetUp()
    {
        var hellos = new Hellos { Run = ByteString.CopyFrom(_run) };
        foreach (var session in _sessions) hellos.Hellos_.Add(session.CreateHello());
        PeerShares[] sent = [.. _sessions.Select(s => s.AcceptHellos(hellos))];
        for (var i = 0; i < _sites.Length; i++)
            _sessions[i].AcceptShares(new PeerShares { Run = hellos.Run, Shares = { sent.SelectMany(s => s.Shares).Where(s => s.To == _sites[i]) } });
    }
}
