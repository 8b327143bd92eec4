using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Expressions;

/// <summary>Comparisons: numbers with numbers, categories with the names of their levels, dates with "2026-11-23".</summary>
internal static class Comparison
{
    public static readonly string[] Operators = ["==", "!=", "<", "<=", ">", ">="];

    public static CompiledExpression? Compare(ExpressionCompiler compiler, Expression whole, Application call)
    {
        var left = compiler.Argument(whole, call, 0);
        var right = compiler.Argument(whole, call, 1);
        if (left is null || right is null) return null;
        var sides = Arguments.Positional(call);
        var f = Predicate(call.Function);
        if (left.Type.Kind == ValueKind.Factor && left.Text is null) return WithLevels(compiler, whole, call, left, sides[1], right, f);
        if (right.Type.Kind == ValueKind.Factor && right.Text is null) return WithLevels(compiler, whole, call, right, sides[0], left, f);
        if (left.Type.Kind == ValueKind.Date && right.Text is not null) right = Dates.Constant(compiler, sides[1]);
        else if (right.Type.Kind == ValueKind.Date && left.Text is not null) left = Dates.Constant(compiler, sides[0]);
        if (left is null || right is null) return null;
        if (left.Text is not null || right.Text is not null)
            return compiler.Fault(ErrorReason.WrongType, $"{whole.ToText()} compares a number with text. Write the number without quotes.", whole);
        return new CompiledExpression(ValueType.Logical, Elementwise.Map(left, right, (a, b) => Known(a, b, f)), Elementwise.Constant(left, right, (a, b) => Known(a, b, f)));
    }

    /// <summary>x %in% c(..): never NA.</summary>
    public static CompiledExpression? In(ExpressionCompiler compiler, Expression whole, Application call)
    {
        var x = compiler.Argument(whole, call, 0);
        var sides = Arguments.Positional(call);
        if (x is null || sides.Count < 2) return x is null ? null : compiler.Fault(ErrorReason.MissingArgument, "%in% needs c(..) on its right side.", whole);
        double[]? wanted;
        if (x.Type.Kind == ValueKind.Factor)
        {
            if (Arguments.Texts(sides[1]) is not { } names) return compiler.Fault(ErrorReason.WrongArgument, "%in% needs c(\"..\", ..) with names of levels on its right side.", sides[1]);
            if (names.FirstOrDefault(n => !x.Type.Levels.Contains(n)) is { } unknown) return Factors.UnknownLevel(compiler, sides[0], x.Type, unknown, sides[1]);
            wanted = [.. names.Select(n => (double)Factors.IndexOf(x.Type, n))];
        }
        else
        {
            wanted = Arguments.Numbers(sides[1]);
            if (wanted is null) return compiler.Fault(ErrorReason.WrongType, $"%in% needs c(..) with numbers: {sides[0].ToText()} is {ExpressionCompiler.Describe(x)}.", sides[1]);
        }

        return new CompiledExpression(ValueType.Logical, Elementwise.Map(x, v => Array.IndexOf(wanted, v) >= 0 ? 1 : 0));
    }

    /// <summary>between(x, low, high): both ends included.</summary>
    public static CompiledExpression? Between(ExpressionCompiler compiler, Expression whole, Application call)
    {
        var x = compiler.NumericArgument(whole, call, 0);
        var low = compiler.NumericArgument(whole, call, 1);
        var high = compiler.NumericArgument(whole, call, 2);
        if (x is null || low?.Constant is not { } a || high?.Constant is not { } b)
            return x is null || low is null || high is null ? null : compiler.Fault(ErrorReason.WrongArgument, "between(x, low, high) needs two numbers.", whole);
        return new CompiledExpression(ValueType.Logical, Elementwise.Map(x, v => double.IsNaN(v) ? double.NaN : v >= a && v <= b ? 1 : 0));
    }

    private static CompiledExpression? WithLevels(ExpressionCompiler compiler, Expression whole, Application call, CompiledExpression factor, Expression otherText, CompiledExpression other, Func<double, double, bool> f)
    {
        if (call.Function is not ("==" or "!=")) return compiler.Fault(ErrorReason.WrongType, $"{whole.ToText()}: levels of a category have no order. Use == or %in% c(..).", whole);
        if (Arguments.TextOf(otherText) is { } name)
        {
            var index = Factors.IndexOf(factor.Type, name);
            if (index < 0) return Factors.UnknownLevel(compiler, whole, factor.Type, name, otherText);
            return new CompiledExpression(ValueType.Logical, Elementwise.Map(factor, v => Known(v, index, f)));
        }

        if (other.Type.Kind != ValueKind.Factor || !other.Type.Levels.SequenceEqual(factor.Type.Levels))
            return compiler.Fault(ErrorReason.WrongType, $"{whole.ToText()} compares categories with different levels.", whole);
        return new CompiledExpression(ValueType.Logical, Elementwise.Map(factor, other, (a, b) => Known(a, b, f)));
    }

    private static double Known(double a, double b, Func<double, double, bool> f) => double.IsNaN(a) || double.IsNaN(b) ? double.NaN : f(a, b) ? 1 : 0;

    private static Func<double, double, bool> Predicate(string name) => name switch
    {
        "==" => (a, b) => a == b,
        "!=" => (a, b) => a != b,
        "<" => (a, b) => a < b,
        "<=" => (a, b) => a <= b,
        ">" => (a, b) => a > b,
        _ => (a, b) => a >= b,
    };
}
