namespace FedOnco.Analyses.Learning.Boosting;

/// <summary>A tree while it grows: nodes in the order in which they were made, the root first.</summary>
internal sealed class GrownTree
{
    private readonly List<Split?> _splits = [null];
    private readonly List<int> _left = [0];
    private readonly List<NodeSums> _sums = [default];

    public int Nodes => _splits.Count;

    /// <summary>Split of a node; null at a leaf.</summary>
    public Split? SplitOf(int node) => _splits[node];

    /// <summary>The left child; the right one follows it.</summary>
    public int LeftOf(int node) => _left[node];

    public NodeSums SumsOf(int node) => _sums[node];

    /// <summary>Addition to the score of a row in each leaf.</summary>
    public double[] Values { get; private set; } = [];

    public void SetRoot(NodeSums sums) => _sums[0] = sums;

    /// <summary>Makes two children.</summary>
    public void Grow(int node, Split split)
    {
        _splits[node] = split;
        _left[node] = Nodes;
        _splits.AddRange([null, null]);
        _left.AddRange([0, 0]);
        _sums.AddRange([split.Left, split.Right]);
    }

    /// <summary>Newton's step in every leaf, shortened by eta.</summary>
    public void Finish(double eta, double lambda)
    {
        Values = new double[Nodes];
        for (var n = 0; n < Nodes; n++) Values[n] = SplitOf(n) is null && _sums[n].Hessian + lambda > 0 ? -eta * _sums[n].Gradient / (_sums[n].Hessian + lambda) : 0;
    }
}
