using System.Collections.Concurrent;

namespace FedOnco.Federation.Tests.Soak;

/// <summary>What the analysts of a soak saw.</summary>
internal sealed class SoakRecord
{
    /// <summary>Numbers up to this one are drawn again and again: such a question was often asked before.</summary>
    public const int Repeated = 40;

    private long _number = Repeated;
    private long _answered;
    private long _recorded;
    private long _cancelled;

    public ConcurrentQueue<string> Wrong { get; } = [];

    /// <summary>Runs that ended.</summary>
    public long Ended => Interlocked.Read(ref _answered) + Interlocked.Read(ref _cancelled);

    /// <summary>Right answers of the sites.</summary>
    public long Fresh => Interlocked.Read(ref _answered) - Interlocked.Read(ref _recorded);

    /// <summary>A number that no question had.</summary>
    public long NextNumber() => Interlocked.Increment(ref _number);

    public void Answered(bool fromRecord)
    {
        Interlocked.Increment(ref _answered);
        if (fromRecord) Interlocked.Increment(ref _recorded);
    }

    public void Cancelled() => Interlocked.Increment(ref _cancelled);

    public override string ToString() => $"{_answered} right answers ({_recorded} from the record), {_cancelled} cancelled, {Wrong.Count} wrong";
}
