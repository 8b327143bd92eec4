using System.Threading.Channels;
using FedOnco.Protos;

namespace FedOnco.Coordinator.Runs;

/// <summary>A run that is under way, and those who watch it.</summary>
internal sealed class LiveRun(Run run) : IDisposable
{
    private readonly List<Channel<Run>> _watchers = [];
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _cancelled = new();
    private bool _disposed;

    public string Id => run.Id;

    public string Person => run.Person;

    /// <summary>Set when somebody cancels the run.</summary>
    public CancellationToken Cancelled => _cancelled.Token;

    /// <summary>A sum beyond the verdict on the question was begun.</summary>
    public bool IsAnswering { get; set; }

    public Run Snapshot
    {
        get
        {
            lock (_lock) return run.Clone();
        }
    }

    public void Cancel()
    {
        lock (_lock)
        {
            if (!_disposed) _cancelled.Cancel();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _cancelled.Dispose();
        }
    }

    public Run Update(Action<Run> change)
    {
        lock (_lock)
        {
            change(run);
            if (_watchers.Count == 0) return run;
            var seen = run.Clone();
            foreach (var watcher in _watchers) watcher.Writer.TryWrite(seen);
            return seen;
        }
    }

    /// <summary>Every change from now on, the present state first; the newest where the watcher is slow.</summary>
    public ChannelReader<Run> Watch()
    {
        var channel = Channel.CreateBounded<Run>(new BoundedChannelOptions(16) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_lock)
        {
            channel.Writer.TryWrite(run.Clone());
            if (run.Ended is null) _watchers.Add(channel);
            else channel.Writer.Complete();
        }

        return channel.Reader;
    }

    /// <summary>The last state, told once to everybody who watches; whoever watches from now on gets it and no more.</summary>
    /// <param name="ended">Not changed any more.</param>
    public void End(Run ended)
    {
        lock (_lock)
        {
            run = ended;
            foreach (var watcher in _watchers)
            {
                watcher.Writer.TryWrite(ended);
                watcher.Writer.TryComplete();
            }
        }
    }
}
