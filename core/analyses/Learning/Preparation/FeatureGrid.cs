using FedOnco.Analyses.Expressions;
using ValueType = FedOnco.Analyses.Expressions.ValueType;

namespace FedOnco.Analyses.Learning.Preparation;

/// <summary>The points of a number's dictionary range, and thresholds between them. A number without a step gets 2^40 points.</summary>
internal sealed class FeatureGrid(ValueType type)
{
    private const double Continuous = 1L << 40;

    private readonly double _step = type.Step > 0 ? type.Step : Math.Max(double.Epsilon, (type.Maximum - type.Minimum) / Continuous);

    public long Points { get; } = type.Step > 0 ? (long)type.GridCells : (long)Continuous;

    /// <summary>Value of point k.</summary>
    public double Point(long k) => type.Step > 0 ? NumberGrid.Exact(type.Minimum, _step, k) : type.Minimum + (k * _step);

    /// <summary>Between points k and k + 1: a value at most this lies at or below point k.</summary>
    public double Threshold(long k) => Point(k) + (_step / 2);

    /// <summary>Positions of thresholds that cut points first + 1 to last into at most so many parts of equal width.</summary>
    public static IEnumerable<long> Cut(long first, long last, int parts)
    {
        var points = last - first;
        var width = (points + parts - 1) / parts;
        for (var k = first + width; k < last; k += width) yield return k;
    }
}
