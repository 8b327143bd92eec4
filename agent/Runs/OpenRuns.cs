using System.Collections.Concurrent;
using System.Threading.Channels;
using FedOnco.Agent.Audit;
using FedOnco.Agent.Gate;
using FedOnco.Agent.Health;
using FedOnco.Agent.State;
using FedOnco.Protos;
using Google.Protobuf;
using Microsoft.Extensions.Logging;

namespace FedOnco.Agent.Runs;

/// <summary>The runs that are open on one connection; each has one owner that takes its messages in order.</summary>
internal sealed class OpenRuns(string site, ContractGate gate, ApprovalDesk desk, CoordinatorWatch watch, AgentState state, RunDiary diary, SetUpRate rate, ChannelWriter<FromAgent> outgoing, AgentMetrics metrics, ILogger log)
{
    /// <summary>More open runs than this are refused.</summary>
    public const int MostRuns = 64;

    /// <summary>Bytes of a message of an open run at most: chunks are below 1 MiB, the hellos of 4,096 sites below 2.</summary>
    public const int MostBytes = 2 << 20;

    private readonly ConcurrentDictionary<ByteString, SiteRunner> _runs = new();

    // One open run a contract: a newer offer ends the older run.
    private readonly ConcurrentDictionary<ByteString, SiteRunner> _contracts = new();

    /// <summary>Takes a message; completes when its run has room for it: meanwhile the stream is not read.</summary>
    public ValueTask TakeAsync(FromCoordinator message)
    {
        if (message.Offer is { } offer)
        {
            Open(offer);
            return ValueTask.CompletedTask;
        }

        // Messages of runs that are not open here are late or foreign: dropped.
        if (RunOf(message) is not { } run || !_runs.TryGetValue(run, out var runner)) return ValueTask.CompletedTask;
        if (message.CalculateSize() <= MostBytes) return runner.TakeAsync(message);
        runner.Close();
        return ValueTask.CompletedTask;
    }

    /// <summary>Whether no run is open.</summary>
    public bool IsEmpty => _runs.IsEmpty;

    public void CloseAll()
    {
        foreach (var runner in _runs.Values) runner.Close();
    }

    private void Open(RunOffer offer)
    {
        var runner = new SiteRunner(site, gate, desk, state, diary, outgoing, log);
        // First of all: each proof starts where the last offer ended, whatever becomes of the offer.
        if (watch.Take(offer) is { } fault)
        {
            Turn(runner, offer, fault);
            return;
        }

        if (_runs.Count >= MostRuns || !rate.TryTake())
        {
            Turn(runner, offer, new FedOncoException(ErrorReason.Overloaded, $"{site} has too many open runs. Try again when some have ended."));
            return;
        }

        if (!_runs.TryAdd(offer.Run, runner))
        {
            Turn(runner, offer, new FedOncoException(ErrorReason.Protocol, "This run was opened before; a new run needs a new id."));
            return;
        }

        _contracts.AddOrUpdate(offer.Contract, runner, (_, older) =>
        {
            older.Close();
            return runner;
        });
        _ = Task.Run(async () =>
        {
            var began = metrics.Begin();
            metrics.Ended(offer.Run, began, await runner.RunAsync(offer).ConfigureAwait(false));
            runner.Close();
            _runs.TryRemove(offer.Run, out _);
            _contracts.TryRemove(KeyValuePair.Create(offer.Contract, runner));
        });
    }

    private void Turn(SiteRunner runner, RunOffer offer, FedOncoException fault)
    {
        metrics.Turned(fault.Reason);
        using (runner) runner.Refuse(offer.Run, fault);
    }

    private static ByteString? RunOf(FromCoordinator message) => message.MessageCase switch
    {
        FromCoordinator.MessageOneofCase.Hellos => message.Hellos.Run,
        FromCoordinator.MessageOneofCase.Shares => message.Shares.Run,
        FromCoordinator.MessageOneofCase.Total => message.Total.Run,
        FromCoordinator.MessageOneofCase.Closed => message.Closed.Run,
        _ => null,
    };
}
