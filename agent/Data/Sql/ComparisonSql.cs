using System.Globalization;
using FedOnco.Analyses.Expressions;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Sql;

/// <summary>Comparisons, %in% and between() as SQL.</summary>
internal static class ComparisonSql
{
    public static SqlValue? Compile(ExpressionSql sql, Application call)
    {
        var sides = ExpressionSql.Positional(call);
        return call.Function switch
        {
            "%in%" => In(sql, sides),
            "between" => Between(sql, sides),
            _ => Compare(sql, call.Function, sides),
        };
    }

    private static SqlValue? Compare(ExpressionSql sql, string function, List<Expression> sides)
    {
        if (Side(sql, sides[0], sides[1]) is not { } left || Side(sql, sides[1], sides[0]) is not { } right) return null;
        return new SqlValue($"({left} {(function == "==" ? "=" : function == "!=" ? "<>" : function)} {right})", true);
    }

    /// <summary>A constant beside a category is the index of its level, beside a date a day.</summary>
    private static string? Side(ExpressionSql sql, Expression side, Expression other)
    {
        if (sql.CompiledOf(other) is { Text: null } against)
        {
            if (against.Type.Kind == ValueKind.Factor && ExpressionSql.TextOf(side) is { } level) return Index(sql, against.Type.Levels, level);
            if (against.Type.Kind == ValueKind.Date && side.KindCase == Expression.KindOneofCase.Text) return Day(sql, side.Text);
        }

        return sql.Compile(side)?.Number;
    }

    private static string? Index(ExpressionSql sql, IReadOnlyList<string> levels, string level)
    {
        for (var i = 0; i < levels.Count; i++)
        {
            if (levels[i] == level) return sql.NumberPlace(i);
        }

        return null;
    }

    private static string? Day(ExpressionSql sql, string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? sql.NumberPlace(date.DayNumber - new DateOnly(1970, 1, 1).DayNumber) : null;

    /// <summary>Never NA.</summary>
    private static SqlValue? In(ExpressionSql sql, List<Expression> sides)
    {
        if (sql.Compile(sides[0]) is not { } x || sql.TypeOf(sides[0]) is not { } type) return null;
        var wanted = type.Kind == ValueKind.Factor ? ExpressionSql.Texts(sides[1])?.ConvertAll(t => Index(sql, type.Levels, t)) : ExpressionSql.Numbers(sides[1])?.ConvertAll<string?>(sql.NumberPlace);
        return wanted is null || wanted.Contains(null) ? null : new SqlValue($"coalesce({SqlDialect.In(x.Number, wanted.OfType<string>())}, FALSE)", true);
    }

    private static SqlValue? Between(ExpressionSql sql, List<Expression> sides)
    {
        if (sql.Compile(sides[0]) is not { } x || sql.CompiledOf(sides[1])?.Constant is not { } low || sql.CompiledOf(sides[2])?.Constant is not { } high) return null;
        // A limit that is NA holds for no value, as in the agent's own comparison.
        if (double.IsNaN(low) || double.IsNaN(high)) return null;
        return new SqlValue($"({x.Number} BETWEEN {sql.NumberPlace(low)} AND {sql.NumberPlace(high)})", true);
    }
}
