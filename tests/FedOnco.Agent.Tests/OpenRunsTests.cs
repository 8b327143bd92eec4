using System.Threading.Channels;
using FedOnco.Agent.Audit;
using FedOnco.Agent.Data;
using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.Gate;
using FedOnco.Agent.Runs;
using FedOnco.Agent.State;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;

namespace FedOnco.Agent.Tests;

/// <summary>A coordinator that opens runs without end: this site turns them away before it looks at its data.</summary>
public sealed class OpenRunsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string _folder = Directory.CreateTempSubdirectory("fedonco-test-").FullName;
    private readonly Channel<FromAgent> _outgoing = Channel.CreateUnbounded<FromAgent>();
    private readonly GateClock _clock = new();
    private readonly SetUpRate _rate = new(TimeProvider.System);
    private readonly Catalogue _catalogue;
    private readonly AgentState _state;
    private readonly OpenRuns _runs;
    private int _offers;

    public OpenRunsTests()
    {
        File.WriteAllText(Path.Combine(_folder, "d.csv"), "age\n20\n30\n");
        File.WriteAllText(Path.Combine(_folder, "catalogue.yaml"), "datasets:\n  d: {study: s, csv: d.csv}\n");
        var dataset = new Dataset { Name = "d", Variables = { new Variable { Name = "age", Type = VariableType.Integer, Minimum = 0, Maximum = 100, Step = 1 } } };
        _catalogue = Catalogue.Open(Path.Combine(_folder, "catalogue.yaml"), new Dictionary<string, Dictionary> { ["s"] = new() { Study = "s", Version = 1, Datasets = { dataset } } }, "a", new byte[32], new EngineSettings());
        var policy = PolicyFile.Read("profile: default\nstudies: [s]\npeople: [\"*\"]\nanalyses: [count]\n", "policy.yaml");
        _state = AgentState.Open(Path.Combine(_folder, "agent"));
        var gate = new ContractGate("a", policy, _catalogue, _state.Ledger, _state.Models, _clock);
        _runs = new OpenRuns("a", gate, new ApprovalDesk("a", policy, _state.Approvals, TimeProvider.System), new CoordinatorWatch("a", _state, TimeProvider.System), _state, new RunDiary(_state.Audit, TimeProvider.System), _rate, _outgoing.Writer, NullLogger.Instance);
    }

    public void Dispose()
    {
        _clock.Open();
        Assert.True(SpinWait.SpinUntil(() => _runs.IsEmpty, Patience));
        _state.Dispose();
        _clock.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Offer_BeyondTheMostOpenRuns_IsTurnedAway()
    {
        // The gate asks for the time: until it gets it, its runs are open.
        for (var i = 0; i < OpenRuns.MostRuns; i++) await _runs.TakeAsync(Offer());
        Assert.False(_outgoing.Reader.TryRead(out _));
        await _runs.TakeAsync(Offer());
        Assert.True(_outgoing.Reader.TryRead(out var answer));
        Assert.Equal(ErrorReason.Overloaded, answer.Refusal.Problem.Reason);
        _clock.Open();
        Assert.True(SpinWait.SpinUntil(() => _runs.IsEmpty, Patience));
        Assert.NotEqual(ErrorReason.Overloaded, await ReasonOfAsync(Offer()));
    }

    [Fact]
    public async Task Offer_BeyondTheSetUpsOfAnHour_IsTurnedAway()
    {
        _clock.Open();
        for (var i = 1; i < SetUpRate.MostAnHour; i++) Assert.True(_rate.TryTake());
        Assert.NotEqual(ErrorReason.Overloaded, await ReasonOfAsync(Offer()));
        Assert.Equal(ErrorReason.Overloaded, await ReasonOfAsync(Offer()));
    }

    private async Task<ErrorReason> ReasonOfAsync(FromCoordinator offer)
    {
        while (_outgoing.Reader.TryRead(out _)) continue;
        await _runs.TakeAsync(offer);
        FromAgent? answer = null;
        Assert.True(SpinWait.SpinUntil(() => _outgoing.Reader.TryRead(out answer), Patience));
        Assert.Equal(offer.Offer.Run, answer!.Refusal.Run); // It was read.
        return answer.Refusal.Problem.Reason;
    }

    /// <summary>A run of its own each time, under a contract that has expired.</summary>
    private FromCoordinator Offer()
    {
        var held = _catalogue.Find("s", "d")!; // In the catalogue that the test wrote.
        var question = new Question { Data = "d", Analysis = new Analysis { Count = new CountSpec() } };
        var contract = new Contract
        {
            Study = "s",
            DictionaryHash = ByteString.CopyFrom(held.DictionaryHash),
            Question = question,
            AlgorithmVersion = AnalysisVersions.Of(question).Version,
            Sites = { "a", "b", "c" },
            SnapshotHashes = { ByteString.CopyFrom(held.SnapshotHash), ByteString.CopyFrom(2), ByteString.CopyFrom(3) },
            Expires = new Google.Protobuf.WellKnownTypes.Timestamp(),
            Person = $"p{_offers}",
            AuditSize = 1,
            AuditRoot = ByteString.CopyFrom(new byte[32]),
        };
        return new FromCoordinator { Offer = new RunOffer { Run = ByteString.CopyFrom(new Guid(++_offers, 0, 0, new byte[8]).ToByteArray()), Contract = contract.ToByteString() } };
    }

    /// <summary>A clock that lets whoever asks for the time wait until it is opened.</summary>
    private sealed class GateClock : TimeProvider, IDisposable
    {
        private readonly ManualResetEventSlim _isOpen = new();

        public void Open() => _isOpen.Set();

        public override DateTimeOffset GetUtcNow()
        {
            _isOpen.Wait(Patience);
            return base.GetUtcNow();
        }

        public void Dispose() => _isOpen.Dispose();
    }
}
