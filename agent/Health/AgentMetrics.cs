using System.Diagnostics;
using System.Diagnostics.Metrics;
using FedOnco.Protos;
using FedOnco.Telemetry;
using Google.Protobuf;

namespace FedOnco.Agent.Health;

/// <summary>What the agent counts of itself: how many runs, how long, how they ended. No name of a person, study or variable, and no number of its data.</summary>
internal sealed class AgentMetrics : IDisposable
{
    /// <summary>Of the meter, and of the source of traces.</summary>
    public const string Name = "FedOnco.Agent";

    private readonly Meter _meter = new(Name);
    private readonly ActivitySource _source = new(Name);
    private readonly Counter<long> _ended;
    private readonly Histogram<double> _seconds;
    private readonly TimeProvider _clock;
    private int _open;
    private long _begun;
    private long _lastEnd;
    private volatile bool _isConnected;

    public AgentMetrics(TimeProvider clock)
    {
        _clock = clock;
        _ended = _meter.CreateCounter<long>("fedonco.agent.runs.ended", description: "Runs that ended at this site, by reason");
        _seconds = RunSeconds.Histogram(_meter, "fedonco.agent.run.seconds", "From offer to end");
        _meter.CreateObservableGauge("fedonco.agent.runs.open", () => Volatile.Read(ref _open), description: "Runs under way at this site");
        _meter.CreateObservableGauge("fedonco.agent.connected", () => _isConnected ? 1 : 0, description: "Whether the coordinator has welcomed this agent on the present connection");
        _meter.CreateObservableGauge("fedonco.agent.process.memory", () => Environment.WorkingSet, "By", "Memory of this process");
    }

    /// <summary>Whether there is a connection.</summary>
    public bool IsConnected
    {
        set => _isConnected = value;
    }

    /// <summary>How many runs were offered so far.</summary>
    public long Begun => Interlocked.Read(ref _begun);

    /// <summary>Whether no run is under way, and none was for so long.</summary>
    public bool IsQuietFor(TimeSpan time) => Volatile.Read(ref _open) == 0 && _clock.GetElapsedTime(Interlocked.Read(ref _lastEnd)) >= time;

    /// <summary>A run was offered; when.</summary>
    public DateTimeOffset Begin()
    {
        Interlocked.Increment(ref _begun);
        Interlocked.Increment(ref _open);
        return _clock.GetUtcNow();
    }

    /// <param name="run">Id of the run's attempt.</param>
    /// <param name="began">What <see cref="Begin"/> returned.</param>
    /// <param name="reason">Why it ended; unspecified where it ended in an answer.</param>
    public void Ended(ByteString run, DateTimeOffset began, ErrorReason reason)
    {
        Interlocked.Exchange(ref _lastEnd, _clock.GetTimestamp());
        Interlocked.Decrement(ref _open);
        var now = _clock.GetUtcNow();
        Turned(reason);
        _seconds.Record((now - began).TotalSeconds);
        // A span of its own: the connection is not what it belongs to.
        var outer = Activity.Current;
        Activity.Current = null;
        using (var span = _source.StartActivity("run", ActivityKind.Internal, default(ActivityContext), startTime: began))
            span?.SetTag("fedonco.attempt", Convert.ToHexStringLower(run.Span)).SetTag("fedonco.reason", NameOf(reason)).SetEndTime(now.UtcDateTime);
        Activity.Current = outer;
    }

    /// <summary>A run was refused before it began.</summary>
    public void Turned(ErrorReason reason) => _ended.Add(1, new KeyValuePair<string, object?>("reason", NameOf(reason)));

    public void Dispose()
    {
        _meter.Dispose();
        _source.Dispose();
    }

    private static string NameOf(ErrorReason reason) => reason == ErrorReason.Unspecified ? "none" : reason.WireName();
}
