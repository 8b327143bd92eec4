using System.Diagnostics;
using System.Diagnostics.Metrics;
using FedOnco.Protos;
using FedOnco.Telemetry;

namespace FedOnco.Coordinator.Health;

/// <summary>What the coordinator counts of itself: how many, how long, how they ended. No name of a person, study or call, and no number of an answer.</summary>
internal sealed class RunMetrics : IDisposable
{
    /// <summary>Of the meter, and of the source of traces.</summary>
    public const string Name = "FedOnco.Coordinator";

    private readonly Meter _meter = new(Name);
    private readonly ActivitySource _source = new(Name);
    private readonly Counter<long> _submitted;
    private readonly Counter<long> _ended;
    private readonly Histogram<double> _seconds;

    public RunMetrics()
    {
        _submitted = _meter.CreateCounter<long>("fedonco.runs.submitted", description: "Calls submitted");
        _ended = _meter.CreateCounter<long>("fedonco.runs.ended", description: "Runs ended, by state and reason");
        _seconds = RunSeconds.Histogram(_meter, "fedonco.run.seconds", "From submission to end");
    }

    /// <summary>Gauges that are read when somebody asks.</summary>
    public void Watch(Func<int> openRuns, Func<int> waitingRuns, Func<int> connectedSites)
    {
        _meter.CreateObservableGauge("fedonco.runs.open", openRuns, description: "Runs under way");
        _meter.CreateObservableGauge("fedonco.runs.waiting", waitingRuns, description: "Of these, runs that wait for their turn");
        _meter.CreateObservableGauge("fedonco.sites.connected", connectedSites, description: "Centres whose agent is connected");
        _meter.CreateObservableGauge("fedonco.process.memory", () => Environment.WorkingSet, "By", "Memory of this process");
    }

    /// <summary>Whether an instrument is one of these, and not of another coordinator in this process.</summary>
    public bool Has(Instrument instrument) => ReferenceEquals(instrument.Meter, _meter);

    public void Submitted() => _submitted.Add(1);

    /// <param name="run">An ended run.</param>
    public void Ended(Run run)
    {
        var reason = run.Problems.Count > 0 ? run.Problems[0].Reason.WireName() : "none";
        _ended.Add(1, new("state", run.State.ToString()), new("reason", reason));
        if (run.Submitted is null || run.Ended is null) return;
        _seconds.Record((run.Ended - run.Submitted).ToTimeSpan().TotalSeconds);
        Trace(run, reason);
    }

    /// <summary>A span of its own: the call in which a run ended is not what it belongs to, and is not traced itself.</summary>
    private void Trace(Run run, string reason)
    {
        var call = Activity.Current;
        Activity.Current = null;
        using (var span = _source.StartActivity("run", ActivityKind.Internal, default(ActivityContext), startTime: run.Submitted.ToDateTimeOffset()))
            span?.SetTag("fedonco.run", run.Id).SetTag("fedonco.state", run.State.ToString()).SetTag("fedonco.reason", reason).SetTag("fedonco.sites", run.SitesAsked.Count).SetEndTime(run.Ended.ToDateTime());
        Activity.Current = call;
    }

    public void Dispose()
    {
        _meter.Dispose();
        _source.Dispose();
    }
}
