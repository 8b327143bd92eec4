using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Netsurv;

/// <summary>The daily hazard of the population along a patient's follow-up: of the sex, the calendar year of the day and the completed years of age.</summary>
internal sealed class Mortality(LifeTable table)
{
    private const double Year = 365.25;
    private static readonly DateOnly Epoch = new(1970, 1, 1);

    /// <summary>Largest daily hazard.</summary>
    public double Largest => table.Daily.Max();

    /// <summary>Days since 1970 of a calendar year, which may have a part.</summary>
    public static double DayOf(double year)
    {
        var whole = (int)Math.Clamp(Math.Floor(year), 1, 9998);
        return new DateOnly(whole, 1, 1).DayNumber - Epoch.DayNumber + ((year - whole) * Year);
    }

    /// <summary>Hazards of the days 1 .. days after diagnosis; each is that of the day's beginning.</summary>
    /// <param name="sex">Position among the table's.</param>
    /// <param name="age">At diagnosis, in years.</param>
    /// <param name="diagnosis">Days since 1970.</param>
    /// <param name="hazards">Filled.</param>
    public void Fill(int sex, double age, double diagnosis, Span<double> hazards)
    {
        var entry = Epoch.AddDays((int)Math.Floor(diagnosis));
        var year = entry.Year;
        var nextYear = new DateOnly(year + 1, 1, 1).DayNumber - entry.DayNumber;
        for (var d = 0; d < hazards.Length; d++)
        {
            if (d >= nextYear) nextYear = new DateOnly(++year + 1, 1, 1).DayNumber - entry.DayNumber;
            hazards[d] = Of(sex, year, (int)Math.Floor(((age * Year) + d) / Year));
        }
    }

    private double Of(int sex, int year, int age)
    {
        var y = Math.Clamp(year - table.FirstYear, 0, (int)table.Years - 1);
        var a = Math.Clamp(age - (int)table.FirstAge, 0, (int)table.Ages - 1);
        return table.Daily[(((sex * (int)table.Years) + y) * (int)table.Ages) + a];
    }
}
