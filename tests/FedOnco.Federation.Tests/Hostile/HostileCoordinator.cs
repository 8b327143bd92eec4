using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Threading.Channels;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Coordinator.Agents;
using FedOnco.Coordinator.Audit;
using FedOnco.Coordinator.Runs;
using FedOnco.Coordinator.State;
using FedOnco.Language;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;

namespace FedOnco.Federation.Tests.Hostile;

/// <summary>A coordinator that speaks the protocol to real agents over their own connections, and sends each what the test likes.</summary>
internal sealed class HostileCoordinator : IFederation, IDisposable
{
    // An agent answers its first offer late on a machine that is busy with other tests.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);
    private static int _contracts;

    private readonly ConnectedSites _connected;
    private readonly CoordinatorDiary _diary;
    private readonly ConcurrentDictionary<string, Channel<FromAgent>> _inbox = new();
    private readonly Dictionary<string, ErrorReason> _refusals = [];

    /// <param name="change">Changes the contract before it is hashed; the earlier cohorts that go with it may be changed as well.</param>
    public HostileCoordinator(TestFederation federation, string call, Action<Contract, List<HistoryEntry>>? change = null)
    {
        _connected = federation.App.Services.GetRequiredService<ConnectedSites>();
        _diary = federation.App.Services.GetRequiredService<CoordinatorDiary>();
        var study = federation.Store.Studies()[0];
        Dataset = study.Dictionary.Datasets[0];
        // Every contract its own hash, as if it were asked at another moment.
        var open = ContractBuilder.Build(CallLanguage.Parse(call).Question!, study, federation.Store, "ada", DateTimeOffset.UtcNow.AddHours(1).AddSeconds(Interlocked.Increment(ref _contracts)), new CohortRecord(federation.Store), _diary.Head);
        Contract = open.Contract;
        History = [.. open.History];
        change?.Invoke(Contract, History);
        Bytes = Contract.ToByteArray();
        Roster = federation.Store.Roster();
        foreach (var site in Contract.Sites) _inbox[site] = Channel.CreateUnbounded<FromAgent>();
        NewRun();
    }

    public Contract Contract { get; }

    public byte[] Bytes { get; }

    /// <summary>The earlier cohorts that travel with every offer.</summary>
    public List<HistoryEntry> History { get; }

    public Dataset Dataset { get; }

    public Roster Roster { get; }

    public ByteString Run { get; private set; } = ByteString.Empty;

    public IReadOnlyList<string> Sites => Contract.Sites;

    public ulong Index { get; private set; }

    /// <summary>What goes down in place of the honest chunks of a total: index, site, chunks.</summary>
    public Func<ulong, string, IReadOnlyList<TotalChunk>, IEnumerable<TotalChunk>> Distort { get; set; } = (_, _, chunks) => chunks;

    /// <summary>The sums that were added, in order.</summary>
    public List<(Step Step, CoordinatorSum Sum)> Sums { get; } = [];

    /// <summary>Index after which the program is stopped, as if the coordinator had crashed.</summary>
    public ulong StopAfter { get; set; } = ulong.MaxValue;

    /// <summary>Takes other keys under the same contract.</summary>
    public void NewRun(ByteString? run = null)
    {
        if (Run.Length > 0) _connected.Close(Run);
        _refusals.Clear();
        Run = run ?? ByteString.CopyFrom(RandomNumberGenerator.GetBytes(16));
        Index = 0;
        _connected.Open(Run, (site, message) =>
        {
            _inbox[site].Writer.TryWrite(message);
            return ValueTask.CompletedTask;
        });
    }

    /// <summary>Waits for room: for more than an honest coordinator sends at once.</summary>
    public ValueTask PressAsync(string site, FromCoordinator message) => _connected.SendChunkAsync(site, message, TestContext.Current.CancellationToken);

    public void Send(string site, FromCoordinator message) => Assert.True(_connected.TrySend(site, message));

    public void Offer(Func<string, byte[]>? contractFor = null)
    {
        foreach (var site in Sites) _connected.TryOffer(site, new RunOffer { Run = Run, Contract = ByteString.CopyFrom(contractFor?.Invoke(site) ?? Bytes), History = { History.Select(e => e.ToByteString()) } }, Contract.AuditSize, _diary.Consistency);
    }

    /// <summary>The site's next message; what it refuses with where it refuses.</summary>
    public async Task<FromAgent> NextAsync(string site)
    {
        using var patience = new CancellationTokenSource(Patience);
        var message = await _inbox[site].Reader.ReadAsync(patience.Token);
        if (message.Refusal is { } refusal) _refusals[site] = refusal.Problem.Reason;
        return message;
    }

    public async Task<Hellos> HellosAsync()
    {
        var hellos = new Hellos { Run = Run };
        foreach (var site in Sites)
        {
            var message = await NextAsync(site);
            Assert.True(message.Hello is not null, $"{site}: {message.Refusal?.Problem.Message}");
            hellos.Hellos_.Add(message.Hello);
        }

        return hellos;
    }

    public void SendHellos(Hellos hellos, Action<string, Hellos>? change = null)
    {
        foreach (var site in Sites)
        {
            var own = hellos.Clone();
            change?.Invoke(site, own);
            Send(site, new FromCoordinator { Hellos = own });
        }
    }

    public async Task<Dictionary<string, PeerShares>> SharesAsync()
    {
        var all = new List<PeerShare>();
        foreach (var site in Sites)
        {
            var message = await NextAsync(site);
            Assert.True(message.Shares is not null, $"{site}: {message.Refusal?.Problem.Message}");
            all.AddRange(message.Shares.Shares);
        }

        return Sites.ToDictionary(s => s, s => new PeerShares { Run = Run, Shares = { all.Where(share => share.To == s) } });
    }

    /// <summary>An honest set-up; the hellos of the sites.</summary>
    public async Task<Hellos> SetUpAsync()
    {
        Offer();
        var hellos = await HellosAsync();
        SendHellos(hellos);
        foreach (var (site, shares) in await SharesAsync()) Send(site, new FromCoordinator { Shares = shares });
        return hellos;
    }

    /// <summary>Runs the program of the question over the sites; <see cref="Distort"/> lies on the way down.</summary>
    public Task<object> RunProgramAsync(IFederation? federation = null)
    {
        var context = new StudyContext(Contract.Question, Dataset, Contract.Sites, Contract.Terms) { History = History };
        return QuestionProgram.RunAsync(AnalysisRegistry.For(Contract.Question), context, federation ?? this, CancellationToken.None);
    }

    public async Task<Total> SumAsync(Step step, CancellationToken cancellationToken)
    {
        if (Index == StopAfter) throw new FedOncoException(ErrorReason.CoordinatorRestarted, "The test stops here.");
        var sum = await AddAsync(step, Sites);
        Sums.Add((step, sum));
        var chunks = sum.Chunks().ToList();
        foreach (var site in Sites)
        {
            foreach (var chunk in Distort(Index, site, [.. chunks.Select(c => c.Clone())])) Send(site, new FromCoordinator { Total = chunk });
        }

        return new Total(step.Layout, sum.Decode());
    }

    /// <summary>Adds the tallies that sites sent for the next index.</summary>
    public async Task<CoordinatorSum> AddAsync(Step step, IEnumerable<string> sites)
    {
        Index++;
        var added = sites.ToList();
        var sum = new CoordinatorSum(Run.Memory, Index, step.Hash(), step.Layout, added);
        foreach (var site in added)
        {
            while (!sum.HasAll(site))
            {
                var message = await NextAsync(site);
                if (message.Refusal is { } refusal) throw new FedOncoException(refusal.Problem.Reason, refusal.Problem.Message);
                if (message.Tally is { } chunk) sum.Add(site, chunk);
            }
        }

        return sum;
    }

    /// <summary>Requires that a site ends the run with one of the reasons, and sends nothing for it any more.</summary>
    public async Task AssertRefusedAsync(string site, params ErrorReason[] reasons)
    {
        while (!_refusals.ContainsKey(site))
        {
            var message = await NextAsync(site);
            Assert.True(message.Tally is null && message.End is null, $"{site} sent {message.MessageCase}");
        }

        Assert.Contains(_refusals[site], reasons);
    }

    /// <summary>Requires that a site sends nothing for a while in which the others have long gone on.</summary>
    public async Task AssertSilentAsync(string site)
    {
        using var silence = new CancellationTokenSource(Silence);
        try
        {
            var message = await _inbox[site].Reader.ReadAsync(silence.Token);
            Assert.Fail($"{site} sent {message.MessageCase}");
        }
        catch (OperationCanceledException)
        {
            // Silent.
        }
    }

    /// <summary>Requires that a site has sent no tally beyond what was read.</summary>
    public void AssertNoTally(string site)
    {
        while (_inbox[site].Reader.TryRead(out var message)) Assert.Null(message.Tally);
    }

    public void Dispose()
    {
        foreach (var site in Sites) _connected.TrySend(site, new FromCoordinator { Closed = new RunClosed { Run = Run } });
        _connected.Close(Run);
    }
}
