using FedOnco.Analyses.Expressions;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Response;

/// <summary>What a time counts, from the dictionary: days (or multiples of them), or months.</summary>
/// <param name="PerDay">Units in a day; 0 where months are counted.</param>
/// <param name="Months">Months in a unit; 0 where days are counted.</param>
/// <param name="IsKnown">False where the dictionary does not say: taken as days, which is too coarse for longer units, never too fine.</param>
internal sealed record TimeUnit(double PerDay, double Months, bool IsKnown)
{
    private const double Month = 365.25 / 12;

    public static TimeUnit Of(Expression time, Dataset dataset)
    {
        if (time.Application is { Function: "difftime" } difference)
        {
            return Arguments.Named(difference, "units")?.Text switch
            {
                "weeks" => new TimeUnit(1.0 / 7, 0, true),
                "months" => new TimeUnit(1 / Month, 0, true),
                _ => new TimeUnit(1, 0, true),
            };
        }

        if (dataset.Variables.FirstOrDefault(v => v.Name == time.Variable) is not { } variable) return new TimeUnit(1, 0, false);
        if (variable.Lattice is { Factor: > 0 } lattice && lattice.Unit is "day" or "days" or "") return new TimeUnit(variable.Lattice.Factor, 0, true);
        return variable.Unit.ToLowerInvariant() switch
        {
            "day" or "days" or "d" => new TimeUnit(1, 0, true),
            "week" or "weeks" or "wk" => new TimeUnit(1.0 / 7, 0, true),
            "month" or "months" or "mo" => new TimeUnit(0, 1, true),
            "year" or "years" or "yr" => new TimeUnit(0, 12, true),
            _ => new TimeUnit(1, 0, false),
        };
    }
}
