using System.Numerics.Tensors;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>How much weight was counted below a rank: a tree of width 64, so that a change touches three sums and a question adds three short runs of neighbours.</summary>
internal sealed class RankCounter(int ranks)
{
    private const int Bits = 6;

    private readonly double[] _leaves = new double[ranks];
    private readonly double[] _middle = new double[(ranks >> Bits) + 1];
    private readonly double[] _top = new double[(ranks >> (2 * Bits)) + 1];

    /// <summary>All that is counted.</summary>
    public double Count { get; private set; }

    public void Clear()
    {
        Count = 0;
        Array.Clear(_leaves);
        Array.Clear(_middle);
        Array.Clear(_top);
    }

    public void Add(int rank, double change)
    {
        Count += change;
        _leaves[rank] += change;
        _middle[rank >> Bits] += change;
        _top[rank >> (2 * Bits)] += change;
    }

    /// <summary>Counted with exactly this rank.</summary>
    public double At(int rank) => _leaves[rank];

    /// <summary>Counted with a rank below this one.</summary>
    public double Below(int rank)
    {
        int middle = rank >> Bits, top = middle >> Bits;
        return TensorPrimitives.Sum(_top.AsSpan(0, top))
            + TensorPrimitives.Sum(_middle.AsSpan(top << Bits, middle - (top << Bits)))
            + TensorPrimitives.Sum(_leaves.AsSpan(middle << Bits, rank - (middle << Bits)));
    }
}
