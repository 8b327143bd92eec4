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

    // Classes of the coarse grid, where the policy asks for one.
    private const double MostClasses = 200;

    private readonly NumberGrid? _grid;
    private readonly ulong _origin;
    private readonly double _minimum;

    /// <param name="type">Of the variable; bounded.</param>
    /// <param name="coarse">Classes of equal width instead of single values: at most 200 over the dictionary's range.</param>
    public ValueOrder(ValueType type, bool coarse = false)
    {
        if (coarse && type.GridCells > MostClasses)
        {
            var range = type.Maximum - type.Minimum;
            ClassWidth = type.Step > 0 ? Math.Ceiling(type.GridCells / MostClasses) * type.Step : range / MostClasses;
            _minimum = type.Minimum;
            Step = type.Step;
            Middle = type.Step > 0 ? (ClassWidth - type.Step) / 2 : ClassWidth / 2;
            Last = (ulong)Math.Max(0, Math.Ceiling(type.Step > 0 ? type.GridCells * type.Step / ClassWidth : MostClasses) - 1);
            return;
        }

        _grid = type.GridCells <= MostLatticePoints - 1 ? NumberGrid.Of(type) : null;
        _origin = _grid is null ? Rank(type.Minimum) : 0;
        Last = _grid is null ? Rank(type.Maximum) - _origin : (ulong)_grid.Cells - 1;
    }

    /// <summary>Number of the dictionary's maximum.</summary>
    public ulong Last { get; }

    /// <summary>Width of a class; 0 where single values are told apart.</summary>
    public double ClassWidth { get; }

    /// <summary>Smallest difference between two values; 0 where there is none, or single values are told apart.</summary>
    public double Step { get; }

    /// <summary>Distance of a class' middle from its least value: how far a reported value can be from the true one.</summary>
    public double Middle { get; }

    /// <summary>Number of a value inside the dictionary's range.</summary>
    public ulong IndexOf(double value) => ClassWidth > 0 ? Math.Min(Last, (ulong)Math.Max(0, ((value - _minimum) / ClassWidth) + 1e-9)) : _grid is null ? Rank(value) - _origin : (ulong)_grid.IndexOf(value);

    public double ValueOf(ulong index) => ClassWidth > 0 ? _minimum + (index * ClassWidth) + Middle : _grid is null ? Unrank(index + _origin) : _grid.Value((int)index);

    /// <summary>Doubles as unsigned numbers of the same order.</summary>
    private static ulong Rank(double value)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value == 0 ? 0.0 : value);
        return (bits >> 63) == 1 ? ~bits : bits | (1UL << 63);
    }

    private static double Unrank(ulong rank) => BitConverter.UInt64BitsToDouble((rank >> 63) == 1 ? rank & ~(1UL << 63) : ~rank);
}
