using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Response;

/// <summary>What a time counts, from the dictionary and the arithmetic of the call: days (or multiples of them), or months.</summary>
/// <param name="PerDay">Units in a day; 0 where months are counted.</param>
/// <param name="Months">Months in a unit; 0 where days are counted.</param>
/// <param name="IsKnown">False where the dictionary does not say: a variable is then taken as days.</param>
internal sealed record TimeUnit(double PerDay, double Months, bool IsKnown)
{
    private const double Month = 365.25 / 12;

    private static readonly TimeUnit Day = new(1, 0, true);

    private double EachDay => Months > 0 ? 1 / (Months * Month) : PerDay;

    /// <summary>Null where the call makes a time whose unit does not follow: of parts in different units, or by other functions than
    /// sums, differences, choices and multiples.</summary>
    public static TimeUnit? Of(Expression time, StudyContext context)
    {
        if (time.KindCase == Expression.KindOneofCase.Variable) return OfVariable(time.Variable, context.Dataset);
        if (time.Application is not { } call) return null;
        var parts = Arguments.Positional(call);
        switch (call.Function)
        {
            case "difftime":
                return OfDifference(Arguments.Named(call, "units")?.Text);
            case "(" or "I" or "as.numeric" or "as.integer" or "abs" when parts.Count == 1:
                return Of(parts[0], context);
            case "+" or "-" or "pmin" or "pmax":
                return Common(parts, context);
            case "ifelse":
                return Common([.. parts.Skip(1)], context);
            case "*" when parts.Count == 2 && ConstantOf(parts[0], context) is > 0 and var factor:
                return Of(parts[1], context)?.Times(factor);
            case "*" when parts.Count == 2 && ConstantOf(parts[1], context) is > 0 and var factor:
                return Of(parts[0], context)?.Times(factor);
            case "/" when parts.Count == 2 && ConstantOf(parts[1], context) is > 0 and var divisor:
                return Of(parts[0], context)?.Times(1 / divisor);
            default:
                return null;
        }
    }

    /// <summary>That of a row's entry and end, which must be one.</summary>
    public static TimeUnit? Of(Expression? start, Expression stop, StudyContext context) => start is null ? Of(stop, context) : Common([start, stop], context);

    private TimeUnit Times(double factor) => Months > 0 ? this with { Months = Months / factor } : this with { PerDay = PerDay * factor };

    /// <summary>Numbers take the unit of what stands beside them.</summary>
    private static TimeUnit? Common(IReadOnlyList<Expression> parts, StudyContext context)
    {
        TimeUnit? common = null;
        foreach (var part in parts)
        {
            if (ConstantOf(part, context) is not null) continue;
            if (Of(part, context) is not { } unit) return null;
            if (common is not null && Math.Abs((unit.EachDay / common.EachDay) - 1) > 1e-6) return null;
            common = common is null || !unit.IsKnown ? unit : common;
        }

        return common;
    }

    private static double? ConstantOf(Expression part, StudyContext context) => ExpressionCompiler.Compile(part, context, [])?.Constant;

    private static TimeUnit OfDifference(string? units) => units switch
    {
        "weeks" => new TimeUnit(1.0 / 7, 0, true),
        "months" => new TimeUnit(1 / Month, 0, true),
        _ => Day,
    };

    private static TimeUnit OfVariable(string name, Dataset dataset)
    {
        if (dataset.Variables.FirstOrDefault(v => v.Name == name) is not { } variable) return Day with { IsKnown = false };
        if (variable.Type == VariableType.Date) return Day;
        if (variable.Lattice is { Factor: > 0 } lattice && lattice.Unit is "day" or "days" or "") return new TimeUnit(variable.Lattice.Factor, 0, true);
        return variable.Unit.ToLowerInvariant() switch
        {
            "day" or "days" or "d" => Day,
            "week" or "weeks" or "wk" => new TimeUnit(1.0 / 7, 0, true),
            "month" or "months" or "mo" => new TimeUnit(0, 1, true),
            "year" or "years" or "yr" => new TimeUnit(0, 12, true),
            _ => Day with { IsKnown = false },
        };
    }
}
