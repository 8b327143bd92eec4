namespace FedOnco.Analyses.Learning.Evaluation;

/// <summary>Event times that classes of scores are counted by.</summary>
/// <param name="Times">Points of the time lattice with an event, ascending.</param>
internal sealed record RankClasses(int[] Times)
{
    /// <summary>Event times up to a time.</summary>
    public int Seen(int time)
    {
        var found = Array.BinarySearch(Times, time);
        return found >= 0 ? found + 1 : ~found;
    }
}
