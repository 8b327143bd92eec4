using FedOnco.Analyses.Expressions;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Sql;

/// <summary>Categories as SQL: the index of a level, NULL where missing.</summary>
internal static class FactorSql
{
    public static SqlValue? Compile(ExpressionSql sql, Expression whole, Application call)
    {
        if (call.Function == "interaction") return Interaction(sql, ExpressionSql.Positional(call));
        var argument = ExpressionSql.Positional(call)[0];
        if (sql.Compile(argument) is not { } x || sql.CompiledOf(whole) is not { } compiled) return null;
        if (call.Function == "cut") return Cut(sql, x.Number, call);
        return Index(sql, argument, x) is { } index && LevelsOf(sql, argument) is { } before ? Reorder(index, before, compiled.Type.Levels) : null;
    }

    /// <summary>A category as it is, a condition 0 or 1, a number its place on its grid.</summary>
    private static string? Index(ExpressionSql sql, Expression argument, SqlValue x)
    {
        if (sql.TypeOf(argument) is not { } type) return null;
        if (type.Kind is ValueKind.Factor or ValueKind.Logical) return x.Number;
        if (!(type.GridCells <= int.MaxValue)) return null;
        var place = sql.DialectOf.Round($"(({x.Number} - {sql.NumberPlace(type.Minimum)}) / {sql.NumberPlace(type.Step)})");
        return $"(CASE WHEN {place} >= 0 AND {place} < {sql.NumberPlace(type.GridCells)} THEN {place} END)";
    }

    private static IReadOnlyList<string>? LevelsOf(ExpressionSql sql, Expression argument)
    {
        var factor = new Expression { Application = new Application { Function = "factor", Arguments = { new Argument { Value = argument } } } };
        return sql.TypeOf(factor)?.Levels;
    }

    private static SqlValue? Reorder(string index, IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        if (before.SequenceEqual(after)) return ExpressionSql.Number(index);
        var cases = before.Select((level, i) => (Old: i, New: after.ToList().IndexOf(level))).Where(c => c.New >= 0).Select(c => $"WHEN {c.Old} THEN {c.New}").ToList();
        return cases.Count == 0 ? null : ExpressionSql.Number($"CAST(CASE {index} {string.Join(' ', cases)} END AS float8)");
    }

    private static SqlValue? Cut(ExpressionSql sql, string x, Application call)
    {
        var given = ExpressionSql.Named(call, "breaks") ?? ExpressionSql.Positional(call).ElementAtOrDefault(1);
        if (given is null || ExpressionSql.Numbers(given) is not { Count: >= 2 } breaks) return null;
        var right = ExpressionSql.Named(call, "right")?.Logical ?? true;
        var lowest = ExpressionSql.Named(call, "include.lowest")?.Logical ?? false;
        var places = breaks.ConvertAll(sql.NumberPlace);
        var cases = Enumerable.Range(0, breaks.Count - 1).Select(i => right
            ? $"WHEN {x} {(lowest && i == 0 ? ">=" : ">")} {places[i]} AND {x} <= {places[i + 1]} THEN {i}"
            : $"WHEN {x} >= {places[i]} AND {x} {(lowest && i == breaks.Count - 2 ? "<=" : "<")} {places[i + 1]} THEN {i}");
        return ExpressionSql.Number($"CAST(CASE {string.Join(' ', cases)} END AS float8)");
    }

    /// <summary>The first varies fastest.</summary>
    private static SqlValue? Interaction(ExpressionSql sql, List<Expression> arguments)
    {
        string? all = null;
        var width = 1;
        foreach (var argument in arguments)
        {
            if (sql.Compile(argument) is not { } x || Index(sql, argument, x) is not { } index || LevelsOf(sql, argument) is not { } levels) return null;
            all = all is null ? index : $"({all} + ({index} * {width}))";
            width *= levels.Count;
        }

        return all is null ? null : ExpressionSql.Number(all);
    }
}
