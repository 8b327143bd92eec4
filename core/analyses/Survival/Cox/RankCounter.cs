namespace FedOnco.Analyses.Survival.Cox;

/// <summary>How much weight was counted below a rank: a binary indexed tree (Fenwick 1994), logarithmic in the number of ranks.</summary>
internal sealed class RankCounter(int ranks)
{
    private readonly double[] _tree = new double[ranks + 1];

    /// <summary>All that is counted.</summary>
    public double Count { get; private set; }

    public void Clear()
    {
        Count = 0;
        Array.Clear(_tree);
    }

    public void Add(int rank, double change)
    {
        Count += change;
        for (var i = rank + 1; i < _tree.Length; i += i & -i) _tree[i] += change;
    }

    /// <summary>Counted with a rank below this one.</summary>
    public double Below(int rank)
    {
        var sum = 0.0;
        for (var i = rank; i > 0; i -= i & -i) sum += _tree[i];
        return sum;
    }
}
