using FedOnco.Analyses.Expressions;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Sql;

/// <summary>Arithmetic whose result is the same double in every engine: the four operations, square root, whole steps.</summary>
internal static class ArithmeticSql
{
    // No quotient by a larger one overflows.
    private const double LeastDivisor = 1e-100;

    public static SqlValue? Compile(ExpressionSql sql, Application call)
    {
        var sides = ExpressionSql.Positional(call);
        if (sides.Count == 0 || sql.Compile(sides[0]) is not { } first) return null;
        var x = first.Number;
        return (call.Function, sides.Count) switch
        {
            ("+", 1) => ExpressionSql.Number(x),
            ("-", 1) => ExpressionSql.Number($"(- {x})"),
            ("abs", 1) => ExpressionSql.Number($"abs({x})"),
            ("sqrt", 1) => sql.TypeOf(sides[0]) is { Minimum: >= 0 } ? ExpressionSql.Number($"sqrt({x})") : null,
            ("as.Date", _) => sides[0].KindCase == Expression.KindOneofCase.Text ? null : first,
            ("as.numeric" or "as.integer", 1) => sql.TypeOf(sides[0])?.Kind == ValueKind.Factor ? ExpressionSql.Number($"({x} + 1)") : ExpressionSql.Number(x),
            ("+" or "-" or "*" or "/" or "%%" or "%/%" or "pmin" or "pmax" or "difftime", 2) => sql.Compile(sides[1]) is { } y ? Binary(sql, call, sides, x, y.Number) : null,
            _ => null,
        };
    }

    private static SqlValue? Binary(ExpressionSql sql, Application call, List<Expression> sides, string x, string y)
    {
        switch (call.Function)
        {
            case "+" or "-" or "*":
                return ExpressionSql.Number($"({x} {call.Function} {y})");
            case "/":
                return sql.TypeOf(sides[1]) is { } type && (type.Minimum > 0 || type.Maximum < 0) ? ExpressionSql.Number($"({x} / {y})") : null;
            case "%%":
                return IsPositive(sql, sides[1]) ? ExpressionSql.Number($"({x} - (floor({x} / {y}) * {y}))") : null;
            case "%/%":
                return IsPositive(sql, sides[1]) ? ExpressionSql.Number($"floor({x} / {y})") : null;
            case "pmin" or "pmax":
                return ExpressionSql.Number($"(CASE WHEN {x} IS NOT NULL AND {y} IS NOT NULL THEN {(call.Function == "pmin" ? "least" : "greatest")}({x}, {y}) END)");
            default:
                double? days = (ExpressionSql.Named(call, "units")?.Text ?? "days") switch { "days" => 1, "weeks" => 7, "months" => 365.25 / 12, _ => null };
                return days is { } unit ? ExpressionSql.Number($"(({x} - {y}) / {sql.NumberPlace(unit)})") : null;
        }
    }

    private static bool IsPositive(ExpressionSql sql, Expression divisor) => sql.CompiledOf(divisor)?.Constant is > LeastDivisor;
}
