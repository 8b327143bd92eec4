using FedOnco.Analyses.Expressions;
using ValueType = FedOnco.Analyses.Expressions.ValueType;

namespace FedOnco.Analyses.Descriptive.Describe;

/// <summary>
/// Whole numbers in the order of a variable's values, from 0 at the dictionary's minimum: points of its lattice, or where it
/// has none (or a very fine one) the bit patterns of doubles. A search over them ends at exact values.
/// </summary>
internal sealed class ValueOrder
{
    private const double MostLatticePoints = 1L << 31;

    private readonly NumberGrid? _grid;
    private readonly ulong _origin;

    public ValueOrder(ValueType type)
    {
        _grid = type.GridCells <= MostLatticePoints - 1 ? NumberGrid.Of(type) : null;
        _origin = _grid is null ? Rank(type.Minimum) : 0;
        Last = _grid is null ? Rank(type.Maximum) - _origin : (ulong)_grid.Cells - 1;
    }

    /// <summary>Number of the dictionary's maximum.</summary>
    public ulong Last { get; }

    /// <summary>Number of a value inside the dictionary's range.</summary>
    public ulong IndexOf(double value) => _grid is null ? Rank(value) - _origin : (ulong)_grid.IndexOf(value);

    public double ValueOf(ulong index) => _grid is null ? Unrank(index + _origin) : _grid.Value((int)index);

    /// <summary>Doubles as unsigned numbers of the same order.</summary>
    private static ulong Rank(double value)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value == 0 ? 0.0 : value);
        return (bits >> 63) == 1 ? ~bits : bits | (1UL << 63);
    }

    private static double Unrank(ulong rank) => BitConverter.UInt64BitsToDouble((rank >> 63) == 1 ? rank & ~(1UL << 63) : ~rank);
}
