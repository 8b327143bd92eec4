namespace FedOnco.Agent.Runs;

/// <summary>How many runs a coordinator may open in an hour: each costs this site keys, signatures and a selection of rows.</summary>
internal sealed class SetUpRate(TimeProvider clock)
{
    /// <summary>More offers than this in an hour are refused.</summary>
    public const int MostAnHour = 6_000;

    private readonly Queue<long> _taken = new();
    private readonly Lock _lock = new();

    /// <summary>Counts an offer; false where the hour is used up.</summary>
    public bool TryTake()
    {
        lock (_lock)
        {
            while (_taken.TryPeek(out var oldest) && clock.GetElapsedTime(oldest) >= TimeSpan.FromHours(1)) _taken.Dequeue();
            if (_taken.Count >= MostAnHour) return false;
            _taken.Enqueue(clock.GetTimestamp());
            return true;
        }
    }
}
