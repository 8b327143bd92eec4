using FedOnco.Analyses.Survival.Response;

namespace FedOnco.Analyses.Survival.Netsurv;

/// <summary>Days after diagnosis, and the cells that they are added up in: each day its own, or months.</summary>
/// <param name="PerDay">Units of the times in a day.</param>
/// <param name="Days">Last day.</param>
/// <param name="Months">The month grid of days; null where every day is a cell.</param>
/// <param name="Note">What a result says about it; null for days of a known unit.</param>
public sealed record NetsurvAxis(double PerDay, int Days, TimeGrid? Months, string? Note)
{
    private const double Rounding = 1e-6;

    /// <summary>Cells 1 .. Cells; cell 0 is time zero.</summary>
    public int Cells => Months is null ? Days : Months.Cells - 1;

    /// <summary>Day of the end of a follow-up: a part of a day counts as the day, and time zero as the first.</summary>
    public int DayOf(double time) => Math.Clamp((int)Math.Ceiling((time / PerDay) - Rounding), 1, Days);

    public int CellOf(int day) => Months is null ? day : (int)Months.IndexOf(day);

    /// <summary>Last cell that ends at or before a time.</summary>
    public int Before(double time)
    {
        var day = Math.Min(Days, Math.Floor((time / PerDay) + Rounding));
        return Months is null ? (int)day : Math.Min(Cells, Months.Before(day));
    }

    /// <summary>Days of a cell.</summary>
    public double Length(int cell) => Months is null ? 1 : Months.Value(cell) - Months.Value(cell - 1);

    /// <summary>Its end, in the unit of the times.</summary>
    public double EndOf(int cell) => (Months is null ? cell : Months.Value(cell)) * PerDay;
}
