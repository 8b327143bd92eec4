using FedOnco.Analyses.Learning.Preparation;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Boosting;

/// <summary>
/// A site's rows in classes, their scores and nodes. All of it can be computed again from data and trees: after a restart the
/// trees that others grew meanwhile are applied here at once.
/// </summary>
internal sealed class BoostingState
{
    private const int Chunk = 1 << 14;

    private readonly BoostedModel _model;
    private readonly LearningRows _rows;
    private readonly int[] _buffer;
    private readonly double[] _y;
    private readonly List<NodeRows> _nodes = [];
    private int _applied;
    private int _growing = -1;

    public BoostingState(BoostedModel model, LearningRows rows)
    {
        _model = model;
        _rows = rows;
        (Order, HeldOut) = rows.Split(model.Partition);
        _buffer = new int[Order.Length];
        Width = model.Features.Count;
        Codes = new byte[(long)rows.Rows * Width];
        Parallel.For(0, Width, Code);
        Scores = new double[rows.Rows];
        Array.Fill(Scores, model.Base);
        Gradients = new long[rows.Rows];
        var scale = ResponseScale.Of(model.Question);
        _y = Array.ConvertAll(rows.Y, scale.Scaled);
        Seen = rows.Times is null ? [] : Array.ConvertAll(rows.Times, t => CountUpTo(model.Times, t));
        SeenHeldOut = rows.Times is null ? [] : Array.ConvertAll(rows.Times, t => CountUpTo(model.HeldOutTimes, t));
    }

    /// <summary>Training rows, those of a node together.</summary>
    public int[] Order { get; }

    public int[] HeldOut { get; }

    public int Width { get; }

    /// <summary>Class of every feature, row by row.</summary>
    public byte[] Codes { get; }

    public double[] Scores { get; }

    /// <summary>Gradient in the upper half; hessian times two, plus one for a patient's first row, in the lower half.</summary>
    public long[] Gradients { get; }

    /// <summary>Event times of the training rows up to each row's own.</summary>
    public int[] Seen { get; }

    public int[] SeenHeldOut { get; }

    public bool IsEvent(int row) => _rows.Events![row]; // Asked for survival only.

    /// <summary>Applies trees that are complete.</summary>
    public void CatchUp()
    {
        for (; _applied < _model.Trees.Count; _applied++)
        {
            var tree = _model.Trees[_applied];
            if (_growing == _applied) AddByRange(tree);
            else AddByWalk(tree, Order);
            AddByWalk(tree, HeldOut);
        }
    }

    /// <summary>The rows of a node of the tree that grows.</summary>
    public ReadOnlySpan<int> RowsOf(GrownTree tree, int node)
    {
        if (_growing != _model.Trees.Count) Begin();
        Divide(tree);
        return Order.AsSpan(_nodes[node].Start, _nodes[node].End - _nodes[node].Start);
    }

    /// <summary>Loss of a held-out row: squared error on the scaled response, or negative log likelihood.</summary>
    public double Loss(int row)
    {
        if (_model.Question.Task == LearningTask.Regression) return (_y[row] - Scores[row]) * (_y[row] - Scores[row]);
        var margin = _y[row] > 0.5 ? -Scores[row] : Scores[row];
        return margin > 30 ? margin : Numerics.StableMath.Log1P(Numerics.StableMath.Exp(margin));
    }

    private void Begin()
    {
        CatchUp();
        _growing = _model.Trees.Count;
        _nodes.Clear();
        _nodes.Add(new NodeRows { End = Order.Length, IsKnown = true });
        BoostingGradients.Fill(_model, this, _y, _rows.First);
    }

    /// <summary>Divides the rows of every node that was split since; those whose rows are known at once.</summary>
    private void Divide(GrownTree tree)
    {
        while (_nodes.Count < tree.Nodes) _nodes.Add(new NodeRows());
        while (true)
        {
            var ready = Enumerable.Range(0, tree.Nodes).Where(n => _nodes[n] is { IsKnown: true, IsDivided: false } && tree.SplitOf(n) is not null).ToArray();
            if (ready.Length == 0) return;
            Parallel.ForEach(ready, n => Divide(tree, n));
        }
    }

    /// <summary>Rows that go left come first; their order stays.</summary>
    private void Divide(GrownTree tree, int node)
    {
        var split = tree.SplitOf(node)!; // Only split nodes are divided.
        var (start, end) = (_nodes[node].Start, _nodes[node].End);
        int left = start, right = start;
        for (var r = start; r < end; r++)
        {
            var i = Order[r];
            if (split.GoesLeft[Codes[((long)i * Width) + split.Feature]]) Order[left++] = i;
            else _buffer[right++] = i;
        }

        Array.Copy(_buffer, start, Order, left, right - start);
        var child = tree.LeftOf(node);
        _nodes[child] = new NodeRows { Start = start, End = left, IsKnown = true };
        _nodes[child + 1] = new NodeRows { Start = left, End = end, IsKnown = true };
        _nodes[node].IsDivided = true;
    }

    private void AddByRange(GrownTree tree)
    {
        Divide(tree);
        Parallel.For(0, tree.Nodes, n =>
        {
            if (tree.SplitOf(n) is not null) return;
            for (var r = _nodes[n].Start; r < _nodes[n].End; r++) Scores[Order[r]] += tree.Values[n];
        });
    }

    private void AddByWalk(GrownTree tree, int[] rows) => Parallel.For(0, (rows.Length + Chunk - 1) / Chunk, c =>
    {
        for (var r = c * Chunk; r < Math.Min(rows.Length, (c + 1) * Chunk); r++)
        {
            var node = 0;
            while (tree.SplitOf(node) is { } split) node = tree.LeftOf(node) + (split.GoesLeft[Codes[((long)rows[r] * Width) + split.Feature]] ? 0 : 1);
            Scores[rows[r]] += tree.Values[node];
        }
    });

    private void Code(int feature)
    {
        var values = _rows.Features[feature];
        var cuts = _model.Features[feature].IsCategory ? null : _model.Cuts[feature];
        var missing = (byte)(_model.ClassesOf(feature) - 1);
        for (var i = 0; i < values.Length; i++)
            Codes[((long)i * Width) + feature] = double.IsNaN(values[i]) ? missing : cuts is null ? (byte)values[i] : (byte)FeatureClasses.ClassOf(cuts, values[i]);
    }

    private static int CountUpTo(int[] times, int time)
    {
        var found = Array.BinarySearch(times, time);
        return found >= 0 ? found + 1 : ~found;
    }

    private sealed class NodeRows
    {
        public int Start { get; init; }

        public int End { get; init; }

        public bool IsKnown { get; init; }

        public bool IsDivided { get; set; }
    }
}
