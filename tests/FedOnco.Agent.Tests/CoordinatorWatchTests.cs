using FedOnco.Agent.Runs;
using FedOnco.Agent.State;
using FedOnco.Audit;
using FedOnco.Protos;
using Google.Protobuf;
using Microsoft.Extensions.Time.Testing;

namespace FedOnco.Agent.Tests;

/// <summary>What an agent makes of the heads of the coordinator's log.</summary>
public sealed class CoordinatorWatchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedonco-test-").FullName;
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(55));
    private readonly AgentState _state;
    private readonly CoordinatorWatch _watch;
    private readonly AuditLog _log;
    private int _contracts;

    public CoordinatorWatchTests()
    {
        _state = AgentState.Open(Path.Combine(_folder, "agent"));
        _watch = new CoordinatorWatch("s1", _state, _clock);
        _log = LogOf("coordinator", "a", 5);
    }

    public void Dispose()
    {
        _log.Dispose();
        _state.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Take_LogThatGrows_GoesOn()
    {
        for (var i = 0; i < 40; i++)
        {
            Assert.Null(_watch.Take(Offer(_log, Seen)));
            for (var k = 0; k <= i % 4; k++) Append(_log, "more");
        }
    }

    [Fact]
    public void Take_SameSizeOtherEntries_IsRolledBack()
    {
        Assert.Null(_watch.Take(Offer(_log, 0)));
        using var fork = LogOf("fork", "b", 5);
        Assert.Equal(ErrorReason.LedgerRolledBack, _watch.Take(Offer(fork, Seen))?.Reason);
    }

    [Fact]
    public void Take_RestoredAndGrownAgain_IsRolledBack()
    {
        Assert.Null(_watch.Take(Offer(_log, 0)));
        using var restored = LogOf("restored", "a", 4);
        Assert.Equal(ErrorReason.LedgerRolledBack, _watch.Take(Offer(restored, Seen))?.Reason);
        for (var i = 0; i < 20; i++) Append(restored, "b");
        Assert.Equal(ErrorReason.LedgerRolledBack, _watch.Take(Offer(restored, Seen))?.Reason);
        _state.CoordinatorHeads.Forget();
        Assert.Null(_watch.Take(Offer(restored, 0)));
    }

    [Fact]
    public void Take_ContractOvertakenByAnother_GoesOnForAnHour()
    {
        var older = Offer(_log, 0);
        Append(_log, "more");
        Assert.Null(_watch.Take(Offer(_log, 0)));
        older.AuditProof.AddRange(_log.Consistency(5, 6).Select(p => ByteString.CopyFrom(p)));
        Assert.Null(_watch.Take(older));
        Assert.Equal(6UL, Seen);
        _clock.Advance(CoordinatorHeads.MostLag);
        Assert.Equal(ErrorReason.HistoryIncomplete, _watch.Take(older)?.Reason);
    }

    [Fact]
    public void Take_ContractThatWasAdmitted_NeedsNoProof()
    {
        var older = Offer(_log, 0);
        Assert.Null(_watch.Take(older));
        _state.Ledger.Admit(Privacy.SecureSums.Hashes.Contract(older.Contract.Span), "trials", "d", []);
        Append(_log, "more");
        Assert.Null(_watch.Take(Offer(_log, Seen)));
        _clock.Advance(2 * CoordinatorHeads.MostLag);
        Assert.Null(_watch.Take(older));
    }

    [Fact]
    public void Take_NoHead_IsNoContract()
    {
        var bare = new RunOffer { Contract = new Contract { Study = "trials" }.ToByteString() };
        Assert.Equal(ErrorReason.Protocol, _watch.Take(bare)?.Reason);
    }

    private ulong Seen => _state.CoordinatorHeads.Last?.Size ?? 0;

    private RunOffer Offer(AuditLog log, ulong seen)
    {
        var head = log.Head;
        var offer = new RunOffer { Contract = new Contract { Study = "trials", DictionaryVersion = (uint)_contracts++, AuditSize = head.Size, AuditRoot = ByteString.CopyFrom(head.Root) }.ToByteString() };
        offer.AuditProof.AddRange(log.Consistency(Math.Min(seen, head.Size), Math.Max(seen, head.Size)).Select(p => ByteString.CopyFrom(p)));
        return offer;
    }

    private AuditLog LogOf(string name, string text, int entries)
    {
        var log = AuditLog.Open(Directory.CreateDirectory(Path.Combine(_folder, name)).FullName);
        for (var i = 0; i < entries; i++) Append(log, text);
        return log;
    }

    private static void Append(AuditLog log, string text) => log.Append("entry", DateTimeOffset.UnixEpoch, json => json.WriteString("text", text));
}
