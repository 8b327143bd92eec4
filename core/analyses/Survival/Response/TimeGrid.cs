using FedOnco.Analyses.Expressions;

namespace FedOnco.Analyses.Survival.Response;

/// <summary>The points that times are counted at: every point of the lattice, or the ends of months.</summary>
/// <remarks>Month k ends at day floor(365.25 k / 12), in whole numbers floor(36525 k / 1200). Point 0 of the months is time zero: entries
/// only, since a follow-up of no length ends in the first month.</remarks>
public sealed class TimeGrid
{
    private readonly NumberGrid? _lattice;
    private readonly double _unitsPerDay;
    private readonly double _monthsPerUnit;

    private readonly int _origin;

    private TimeGrid(NumberGrid? lattice, double unitsPerDay, double monthsPerUnit, int cells, int origin = 0)
    {
        _origin = origin;
        _lattice = lattice;
        _unitsPerDay = unitsPerDay;
        _monthsPerUnit = monthsPerUnit;
        Cells = cells;
    }

    /// <summary>Points from the origin on.</summary>
    public int Cells { get; }

    /// <summary>Whether times are grouped by month.</summary>
    public bool IsGrouped => _lattice is null;

    /// <summary>What a result on this grid says about it; null on the lattice.</summary>
    public string? Note { get; private init; }

    /// <summary>Whether the unit of the times is known: otherwise months of days may be far too coarse for them.</summary>
    public bool HasUnit { get; private init; } = true;

    public static TimeGrid Of(NumberGrid lattice) => new(lattice, 0, 0, lattice.Cells);

    /// <param name="unit">Unit of the times.</param>
    /// <param name="maximum">Largest time, in that unit.</param>
    internal static TimeGrid Months(TimeUnit unit, double maximum)
    {
        var grid = new TimeGrid(null, unit.PerDay, unit.Months, 0);
        return new TimeGrid(null, unit.PerDay, unit.Months, 1 + grid.MonthOf(Math.Max(maximum, 0)))
        {
            Note = "times are grouped by month (month k ends at day floor(365.25 k / 12))" + (unit.IsKnown ? "" : "; the dictionary gives no unit of the times, so they are taken as days"),
            HasUnit = unit.IsKnown,
        };
    }

    /// <summary>The same points, counted from one of them as time zero.</summary>
    public TimeGrid From(int point) => new(_lattice, _unitsPerDay, _monthsPerUnit, Cells - point, _origin + point) { Note = Note, HasUnit = HasUnit };

    /// <summary>Time of point k, in the unit of the times.</summary>
    public double Value(int k) => _origin == 0 ? Whole(k) : Whole(k + _origin) - Whole(_origin);

    /// <summary>Point of the end of a follow-up; NaN where it is missing or no point of the lattice.</summary>
    public double IndexOf(double time)
    {
        if (_lattice is not null) return _lattice.IndexOf(time) - _origin;
        if (!(time >= 0)) return double.NaN;
        var month = Math.Max(1, MonthOf(time) - _origin);
        return month < Cells ? month : double.NaN;
    }

    /// <summary>Point of the end of each follow-up, -1 where it is missing or no point of the lattice.</summary>
    public void IndexesOf(ReadOnlySpan<double> times, Span<int> points)
    {
        if (_lattice is not null && _origin == 0)
        {
            _lattice.IndexesOf(times, points);
            return;
        }

        for (var i = 0; i < times.Length; i++) points[i] = IndexOf(times[i]) is >= 0 and var point ? (int)point : -1;
    }

    /// <summary>Point of an entry: at risk at the points after it. Who enters and leaves within one month is at risk in it.</summary>
    public double EntryOf(double time, double stop)
    {
        if (_lattice is not null) return _lattice.IndexOf(time) - _origin;
        if (double.IsNaN(time)) return time;
        return time <= 0 ? 0 : Math.Max(0, Math.Min(MonthOf(time) - _origin, stop - 1));
    }

    /// <summary>Last point at or before a time, -1 where there is none.</summary>
    public int Before(double time)
    {
        int low = -1, high = Cells;
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (Value(middle) <= time * (1 + (Math.Sign(time) * 1e-12))) low = middle;
            else high = middle;
        }

        return low;
    }

    private double Whole(int k) => _lattice is not null ? _lattice.Value(k) : _monthsPerUnit > 0 ? k / _monthsPerUnit : EndOf(k) * _unitsPerDay;

    private static long EndOf(long month) => 36525 * month / 1200;

    /// <summary>Least k >= 1 whose end is not before the time.</summary>
    private int MonthOf(double time)
    {
        if (_monthsPerUnit > 0) return (int)Math.Max(1, Math.Ceiling((time * _monthsPerUnit) - 1e-9));
        var days = time / _unitsPerDay;
        // Lattices of rounded decimals: a day that is whole within rounding.
        if (Math.Abs(days - Math.Round(days)) < 0.02 && _unitsPerDay != 1) days = Math.Round(days);
        var k = (long)Math.Max(1, Math.Floor(days * 1200 / 36525));
        while (EndOf(k) < days) k++;
        while (k > 1 && EndOf(k - 1) >= days) k--;
        return (int)k;
    }
}
