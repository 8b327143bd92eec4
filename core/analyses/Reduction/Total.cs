using FedOnco.Protos;

namespace FedOnco.Analyses.Reduction;

/// <summary>The verified sum of all sites' tallies of one step; every party of the run holds it.</summary>
public sealed class Total
{
    private readonly double[] _values;

    /// <param name="layout">The layout of the step.</param>
    /// <param name="values">Decoded elements, as many as the layout has; taken over without a copy.</param>
    public Total(TallyLayout layout, double[] values)
    {
        if (values.LongLength != layout.Blocks.Sum(b => (long)b.Length)) throw new ArgumentException("length differs from the layout");
        Layout = layout;
        _values = values;
    }

    public TallyLayout Layout { get; }

    public ReadOnlySpan<double> Values => _values;

    public ReadOnlySpan<double> Block(string name) => BlockRange.Of(Layout, name).Slice(_values.AsSpan());

    /// <summary>The one element of a block of length 1.</summary>
    public double Scalar(string name) => Block(name)[0];

    public override string ToString() => $"Total of {_values.Length} elements";
}
