using System.Threading.Channels;
using FedOnco.Agent.Audit;
using FedOnco.Agent.Data;
using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.Gate;
using FedOnco.Agent.Health;
using FedOnco.Agent.Runs;
using FedOnco.Agent.State;
using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Reduction;
using FedOnco.Language;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FedOnco.Agent.Tests;

/// <summary>How many runs a coordinator may open at this site: at a time, and in an hour. Runs here wait for hellos that never come.</summary>
public sealed class OpenRunsTests : IDisposable
{
    private const string Rules = "profile: default\nstudies: [s]\npeople: [\"*\"]\nanalyses: [count]\n";

    private readonly SiteFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(55));
    private readonly AgentState _state;
    private readonly Catalogue _catalogue;
    private readonly Policy _policy = PolicyFile.Read(Rules, "policy.yaml");
    private readonly Channel<FromAgent> _sent = Channel.CreateUnbounded<FromAgent>();
    private readonly SetUpRate _rate;
    private readonly AgentMetrics _metrics;
    private readonly OpenRuns _runs;
    private readonly Roster _roster = new();

    public OpenRunsTests()
    {
        _folder.Write("d.csv", "age\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{20 + i}\n")));
        var dataset = new Dataset { Name = "d", Variables = { new Variable { Name = "age", Type = VariableType.Integer, Minimum = 0, Maximum = 100, Step = 1 } } };
        _catalogue = Catalogue.Open(_folder.Write("catalogue.yaml", "datasets:\n  d: {study: s, csv: d.csv}\n"), new Dictionary<string, Dictionary> { ["s"] = new() { Study = "s", Version = 1, Datasets = { dataset } } }, "a", new byte[32], new EngineSettings());
        _state = AgentState.Open(Path.Combine(_folder.Path, "state"));
        foreach (var site in (string[])["a", "b", "c"])
        {
            using var key = IdentityKey.Create();
            _roster.Entries.Add(new RosterEntry { Site = site, IdentityKey = ByteString.CopyFrom(site == "a" ? _state.Identity.PublicKey : key.PublicKey) });
        }

        _state.Roster.Propose(_roster);
        _state.Roster.Approve(PinnedRoster.HashText(_roster));
        _rate = new SetUpRate(_clock);
        _metrics = new AgentMetrics(_clock);
        _runs = Runs(_clock);
    }

    private OpenRuns Runs(TimeProvider clockOfGate)
    {
        var gate = new ContractGate("a", _policy, _catalogue, _state.Ledger, _state.Models, new SnapshotGate("a", _state.Rows), clockOfGate);
        return new OpenRuns("a", gate, new ApprovalDesk("a", _policy, _state.Approvals, _clock), new CoordinatorWatch("a", _state, _clock), _state, new RunDiary(_state.Audit, _clock), _rate, _sent.Writer, _metrics, NullLogger.Instance);
    }

    public void Dispose()
    {
        _runs.CloseAll();
        SpinWait.SpinUntil(() => _runs.IsEmpty, TimeSpan.FromSeconds(30));
        _metrics.Dispose();
        _state.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Open_MoreRunsAtATimeThanAllowed_IsOverloadedUntilOneEnds()
    {
        for (var i = 0; i < OpenRuns.MostRuns; i++)
        {
            await _runs.TakeAsync(Offer(i));
            Assert.NotNull((await NextAsync()).Hello);
        }

        await _runs.TakeAsync(Offer(OpenRuns.MostRuns));
        Assert.Equal(ErrorReason.Overloaded, (await NextAsync()).Refusal.Problem.Reason);
        await _runs.TakeAsync(new FromCoordinator { Closed = new RunClosed { Run = IdOf(0) } });
        // The run that was closed is gone before long; until then the next one is turned away like the last.
        FromAgent answer;
        var next = OpenRuns.MostRuns;
        do
        {
            await _runs.TakeAsync(Offer(++next));
            answer = await NextAsync();
        }
        while (answer.Refusal is { Problem.Reason: ErrorReason.Overloaded } && next < 10_000);
        Assert.NotNull(answer.Hello);
    }

    [Fact]
    public async Task Open_MoreRunsInAnHourThanAllowed_IsOverloadedUntilTheHourIsOver()
    {
        for (var i = 0; i < SetUpRate.MostAnHour - 1; i++) Assert.True(_rate.TryTake());
        await _runs.TakeAsync(Offer(0));
        Assert.NotNull((await NextAsync()).Hello);
        await _runs.TakeAsync(Offer(1));
        Assert.Equal(ErrorReason.Overloaded, (await NextAsync()).Refusal.Problem.Reason);
        _clock.Advance(TimeSpan.FromHours(1));
        await _runs.TakeAsync(Offer(2));
        Assert.NotNull((await NextAsync()).Hello);
    }

    /// <summary>Only a run that was closed ends without a word.</summary>
    [Fact]
    public async Task Open_RunThatIsStoppedFromWithin_IsRefusedAsADefect()
    {
        await Runs(new StoppingClock()).TakeAsync(Offer(0));
        Assert.Equal(ErrorReason.Internal, (await NextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).Refusal.Problem.Reason);
    }

    private ValueTask<FromAgent> NextAsync() => _sent.Reader.ReadAsync(TestContext.Current.CancellationToken);

    private static ByteString IdOf(int number) => ByteString.CopyFrom([.. BitConverter.GetBytes(number), .. new byte[12]]);

    /// <summary>A run that this site takes part in; each of another person, since a contract has one open run.</summary>
    private FromCoordinator Offer(int number)
    {
        var held = _catalogue.Datasets[0];
        var question = CallLanguage.Parse("count(data = d)").Question!; // Right as it stands here.
        var entries = History.Of(new Contract { Question = question, Terms = _policy.Terms, Sites = { "a", "b", "c" }, SnapshotHashes = { ByteString.CopyFrom(held.SnapshotHash), ByteString.CopyFrom(2), ByteString.CopyFrom(3) } }, held.Dataset);
        IReadOnlyList<HistoryEntry> history = _state.Ledger.Entries("s", "d").Count > 0 ? [.. History.Sorted(entries)] : [];
        var contract = new Contract
        {
            Study = "s",
            DictionaryHash = ByteString.CopyFrom(held.DictionaryHash),
            DictionaryVersion = 1,
            Question = question,
            AlgorithmVersion = AnalysisVersions.Of(question).Version,
            Sites = { "a", "b", "c" },
            SnapshotHashes = { ByteString.CopyFrom(held.SnapshotHash), ByteString.CopyFrom(2), ByteString.CopyFrom(3) },
            Terms = _policy.Terms,
            Expires = Timestamp.FromDateTimeOffset(_clock.GetUtcNow().AddDays(1)),
            Person = $"person {number}",
            RosterHash = ByteString.CopyFrom(Hashes.Roster(_roster)),
            HistoryHash = ByteString.CopyFrom(History.Hash(history)),
            AuditSize = 1,
            AuditRoot = ByteString.CopyFrom(new byte[32]),
        };
        return new FromCoordinator { Offer = new RunOffer { Run = IdOf(number), Contract = contract.ToByteString(), History = { history.Select(e => e.ToByteString()) } } };
    }

    /// <summary>Stands for a part of a run that takes another's end for its own.</summary>
    private sealed class StoppingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => throw new OperationCanceledException();
    }
}
