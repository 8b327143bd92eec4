using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Learning.Boosting;

/// <summary>Sums by class of every feature over the rows of a node.</summary>
internal sealed class NodeHistogram
{
    private readonly BoostedModel _model;
    private readonly NodeSums[] _sums;

    private NodeHistogram(BoostedModel model, NodeSums[] sums)
    {
        _model = model;
        _sums = sums;
    }

    /// <param name="model">The model.</param>
    /// <param name="total">Of a <see cref="HistogramStep"/>.</param>
    /// <param name="position">Of the node in the step.</param>
    public static NodeHistogram Of(BoostedModel model, Total total, int position)
    {
        var start = position * model.Classes;
        ReadOnlySpan<double> g = total.Block("gradients").Slice(start, model.Classes), h = total.Block("hessians").Slice(start, model.Classes), n = total.Block("patients").Slice(start, model.Classes);
        var sums = new NodeSums[model.Classes];
        for (var i = 0; i < sums.Length; i++) sums[i] = new NodeSums(g[i] / model.Scale, h[i] / model.Scale, n[i]);
        return new NodeHistogram(model, sums);
    }

    public NodeSums[] Of(int feature)
    {
        var result = new NodeSums[_model.ClassesOf(feature)];
        Array.Copy(_sums, _model.Starts[feature], result, 0, result.Length);
        return result;
    }

    /// <summary>All rows of the node.</summary>
    public NodeSums All()
    {
        var sum = default(NodeSums);
        foreach (var s in Of(0)) sum += s;
        return sum;
    }

    /// <summary>The sibling's histogram.</summary>
    public NodeHistogram Minus(NodeHistogram other)
    {
        var rest = new NodeSums[_sums.Length];
        for (var i = 0; i < rest.Length; i++) rest[i] = _sums[i] - other._sums[i];
        return new NodeHistogram(_model, rest);
    }
}
