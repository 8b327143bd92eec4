using System.Collections.Concurrent;
using FedOnco.Protos;

namespace FedOnco.Coordinator.Runs;

/// <summary>How many calls one person, and all of one study, may submit: a bucket each that fills with time.</summary>
/// <remarks>A loop that has gone wrong is stopped before it fills the queue of the others; nobody who types is.</remarks>
internal sealed class SubmissionRate(RunOptions options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<(string Kind, string Name), Bucket> _buckets = new();

    /// <exception cref="FedOncoException">Overloaded, with what to do.</exception>
    public void Take(string person, string study)
    {
        Take(("person", person), options.PersonRuns, $"{person} has submitted too many calls at once. At most {options.PersonRuns.Burst} together and {options.PersonRuns.PerSecond} a second: try again in a moment.");
        Take(("study", study), options.StudyRuns, $"Too many calls were submitted to {study} at once. At most {options.StudyRuns.Burst} together and {options.StudyRuns.PerSecond} a second: try again in a moment.");
    }

    private void Take((string, string) whose, Rate rate, string message)
    {
        var bucket = _buckets.GetOrAdd(whose, _ => new Bucket(rate.Burst, clock.GetTimestamp()));
        lock (bucket)
        {
            var now = clock.GetTimestamp();
            bucket.Left = Math.Min(rate.Burst, bucket.Left + (clock.GetElapsedTime(bucket.At, now).TotalSeconds * rate.PerSecond));
            bucket.At = now;
            if (bucket.Left < 1) throw new FedOncoException(ErrorReason.Overloaded, message);
            bucket.Left--;
        }
    }

    private sealed class Bucket(double left, long at)
    {
        public double Left { get; set; } = left;

        public long At { get; set; } = at;
    }
}
