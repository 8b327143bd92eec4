namespace FedOnco.Analyses.Survival.Cox;

/// <summary>The times at which events happen, stratum by stratum, known to every party from one sum of counts.</summary>
public sealed class EventTimes
{
    /// <param name="deaths">Events by stratum x lattice point.</param>
    /// <param name="cells">Points of the lattice.</param>
    /// <param name="efron">Whether tied events need their own sums.</param>
    /// <param name="weights">Sums of the weights of events; empty where each counts as one.</param>
    public EventTimes(ReadOnlySpan<double> deaths, int cells, bool efron, ReadOnlySpan<double> weights = default)
    {
        Cells = cells;
        var slots = new List<int>();
        for (var c = 0; c < deaths.Length; c++)
        {
            if (deaths[c] > 0) slots.Add(c);
        }

        Slots = [.. slots];
        Deaths = new double[Slots.Length];
        MeanWeight = new double[Slots.Length];
        Tied = new int[Slots.Length];
        for (var s = 0; s < Slots.Length; s++)
        {
            Deaths[s] = deaths[Slots[s]];
            MeanWeight[s] = weights.IsEmpty ? 1 : weights[Slots[s]] / Deaths[s];
            Tied[s] = efron && Deaths[s] > 1 ? TiedCount++ : -1;
        }
    }

    public int Cells { get; }

    /// <summary>stratum * cells + lattice index of each event time, ascending.</summary>
    public int[] Slots { get; }

    public double[] Deaths { get; }

    /// <summary>Mean weight of the events of each time: Efron's rule removes tied events in parts of it.</summary>
    public double[] MeanWeight { get; }

    /// <summary>From the total of <see cref="CoxCountsStep"/>.</summary>
    public static EventTimes Of(CoxModel model, Reduction.Total total) =>
        new(total.Block("deaths"), model.Question.Response.Lattice.Cells, model.Question.Efron, model.Question.Weights is null ? default : total.Block("death weights"));

    /// <summary>Position among the tied event times, -1 where there is no tie to treat.</summary>
    public int[] Tied { get; }

    public int TiedCount { get; private set; }

    /// <summary>Number of event times of the stratum of <paramref name="slot"/> and earlier ones that come before or at slot.</summary>
    public int CountUpTo(int slot)
    {
        var found = Array.BinarySearch(Slots, slot);
        return found >= 0 ? found + 1 : ~found;
    }

    /// <summary>For each slot the number of event times of its stratum and earlier ones that come before or at it, for whole columns; entry 0 is of none.</summary>
    /// <param name="slots">Strata times lattice points.</param>
    public int[] CountsUpTo(int slots)
    {
        var counts = new int[slots + 1];
        foreach (var slot in Slots) counts[slot + 1] = 1;
        for (var s = 0; s < slots; s++) counts[s + 1] += counts[s];
        return counts;
    }
}
