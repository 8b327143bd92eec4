using FedOnco.Protos;

namespace FedOnco.Analyses.Reduction;

/// <summary>
/// The one type that can cross a site's boundary: named blocks of numbers that mean something only when added to the
/// other sites' tallies. It leaves the process masked, or not at all.
/// </summary>
public sealed class Tally
{
    private readonly double[] _values;

    public Tally(TallyLayout layout)
    {
        Layout = layout;
        _values = new double[layout.Blocks.Sum(b => (long)b.Length)];
    }

    public TallyLayout Layout { get; }

    /// <summary>All elements, blocks one after the other in the layout's order.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>The same as memory, for the encoder.</summary>
    public ReadOnlyMemory<double> Memory => _values;

    /// <summary>The elements of a block, to be written by the site's part.</summary>
    public Span<double> Block(string name) => BlockRange.Of(Layout, name).Slice(_values);

    /// <summary>The layout only: values never reach a log.</summary>
    public override string ToString() => $"Tally of {_values.Length} elements";
}
