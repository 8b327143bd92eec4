namespace FedOnco.Analyses.Survival.Cox;

/// <summary>How many were counted below a rank: a binary indexed tree (Fenwick 1994), logarithmic in the number of ranks.</summary>
internal sealed class RankCounter(int ranks)
{
    private readonly int[] _tree = new int[ranks + 1];

    /// <summary>All that are counted.</summary>
    public int Count { get; private set; }

    public void Add(int rank, int change)
    {
        Count += change;
        for (var i = rank + 1; i < _tree.Length; i += i & -i) _tree[i] += change;
    }

    /// <summary>Counted with a rank below this one.</summary>
    public int Below(int rank)
    {
        var sum = 0;
        for (var i = rank; i > 0; i -= i & -i) sum += _tree[i];
        return sum;
    }
}
