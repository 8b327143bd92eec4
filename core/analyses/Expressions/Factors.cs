using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Expressions;

/// <summary>Categories: factor, relevel, cut, interaction.</summary>
internal static class Factors
{
    /// <summary>A number with more grid points than this is no factor.</summary>
    public const int MostLevels = 1000;

    public static CompiledExpression? Factor(ExpressionCompiler compiler, Expression whole, Application call)
    {
        var x = compiler.Argument(whole, call, 0);
        if (x is null) return null;
        var factor = AsFactor(compiler, whole, x);
        if (factor is null || Arguments.Named(call, "levels") is not { } levels) return factor;
        if (Arguments.Texts(levels) is not { } names) return compiler.Fault(ErrorReason.WrongArgument, "levels = c(..) needs the names of levels.", levels);
        if (names.FirstOrDefault(n => IndexOf(factor.Type, n) < 0) is { } unknown) return UnknownLevel(compiler, whole, factor.Type, unknown, levels);
        var positions = factor.Type.Levels.Select(l => Array.IndexOf(names, l)).ToArray();
        return new CompiledExpression(ValueType.Factor(names), Elementwise.Map(factor, v => Translate(v, positions)));
    }

    public static CompiledExpression? Relevel(ExpressionCompiler compiler, Expression whole, Application call)
    {
        var x = compiler.Argument(whole, call, 0);
        if (x is null) return null;
        if (x.Type.Kind != ValueKind.Factor) return compiler.Fault(ErrorReason.WrongType, "relevel(x, \"level\") needs a category; write relevel(factor(x), \"level\").", whole);
        var given = Arguments.Named(call, "ref") ?? Arguments.Positional(call).ElementAtOrDefault(1);
        if (given is null || Arguments.TextOf(given) is not { } name) return compiler.Fault(ErrorReason.MissingArgument, "relevel(x, \"level\") needs the new reference level.", whole);
        var index = IndexOf(x.Type, name);
        if (index < 0) return UnknownLevel(compiler, whole, x.Type, name, given);
        var order = new[] { index }.Concat(Enumerable.Range(0, x.Type.Levels.Count).Where(i => i != index)).ToArray();
        var positions = Enumerable.Range(0, order.Length).Select(i => Array.IndexOf(order, i)).ToArray();
        return new CompiledExpression(ValueType.Factor([.. order.Select(i => x.Type.Levels[i])]), Elementwise.Map(x, v => Translate(v, positions)));
    }

    /// <summary>cut(x, c(..)): right-closed intervals, NA outside.</summary>
    public static CompiledExpression? Cut(ExpressionCompiler compiler, Expression whole, Application call)
    {
        var x = compiler.NumericArgument(whole, call, 0);
        if (x is null) return null;
        var given = Arguments.Named(call, "breaks") ?? Arguments.Positional(call).ElementAtOrDefault(1);
        if (given?.Application is not { Function: "c" } || Arguments.Numbers(given) is not { Length: >= 2 } breaks)
            return compiler.Fault(ErrorReason.DataDependentForm, "cut(x, 3) needs the range of the data. Write cut(x, c(..)) with the breaks.", whole);
        if (breaks.Zip(breaks.Skip(1)).Any(p => p.First >= p.Second)) return compiler.Fault(ErrorReason.WrongArgument, "The breaks of cut() must increase.", given);
        var right = Arguments.Flag(Arguments.Named(call, "right")) ?? true;
        var lowest = Arguments.Flag(Arguments.Named(call, "include.lowest")) ?? false;
        var levels = Arguments.Named(call, "labels") is { } labels ? Arguments.Texts(labels) : CutLevels(breaks, right, lowest);
        if (levels is null || levels.Length != breaks.Length - 1) return compiler.Fault(ErrorReason.WrongArgument, $"labels = c(..) needs {breaks.Length - 1} texts.", whole);
        return new CompiledExpression(ValueType.Factor(levels), Elementwise.Map(x, v => Bin(v, breaks, right, lowest)));
    }

    /// <summary>interaction(a, b): all combinations, first varying fastest, names joined by a dot.</summary>
    public static CompiledExpression? Interaction(ExpressionCompiler compiler, Expression whole, Application call)
    {
        CompiledExpression? all = null;
        foreach (var argument in Arguments.Positional(call))
        {
            var compiled = compiler.Compile(argument);
            var next = compiled is null ? null : AsFactor(compiler, argument, compiled);
            if (next is null) return null;
            all = all is null ? next : Combine(all, next);
            if (all.Type.Levels.Count > MostLevels) return compiler.Fault(ErrorReason.TooLarge, $"interaction() has more than {MostLevels} combinations.", whole);
        }

        return all ?? compiler.Fault(ErrorReason.MissingArgument, "interaction() needs categories.", whole);
    }

    /// <summary>A category as it is; a logical with FALSE, TRUE; a number with the points of its dictionary's grid.</summary>
    public static CompiledExpression? AsFactor(ExpressionCompiler compiler, Expression whole, CompiledExpression x)
    {
        if (x.Type.Kind == ValueKind.Factor) return x;
        if (x.Type.Kind == ValueKind.Logical) return x with { Type = ValueType.Factor(ValueType.Logical.Levels) };
        if (!(x.Type.GridCells <= MostLevels))
            return compiler.Fault(ErrorReason.TooLarge, $"{whole.ToText()} could have more than {MostLevels} levels. Use cut(x, c(..)), or give the variable a range and step in the dictionary.", whole);
        var grid = NumberGrid.Of(x.Type);
        var factor = x.Source is null ? null : new Expression { Application = new Application { Function = "factor", Arguments = { new Argument { Value = x.Source } } } };
        return new CompiledExpression(ValueType.Factor(grid.Names), Elementwise.Map(x, grid.IndexOf)) { Source = factor };
    }

    public static int IndexOf(ValueType type, string name)
    {
        for (var i = 0; i < type.Levels.Count; i++)
        {
            if (type.Levels[i] == name) return i;
        }

        return -1;
    }

    public static CompiledExpression? UnknownLevel(ExpressionCompiler compiler, Expression whole, ValueType type, string name, Expression where) =>
        compiler.Fault(ErrorReason.UnknownLevel, $"{whole.ToText()}: the dictionary has no level \"{name}\". Its levels: {string.Join(", ", type.Levels.Take(20).Select(l => $"\"{l}\""))}{(type.Levels.Count > 20 ? ", ..." : "")}.", where);

    private static CompiledExpression Combine(CompiledExpression a, CompiledExpression b)
    {
        var width = a.Type.Levels.Count;
        var levels = b.Type.Levels.SelectMany(y => a.Type.Levels.Select(x => $"{x}.{y}")).ToArray();
        return new CompiledExpression(ValueType.Factor(levels), Elementwise.Map(a, b, (i, j) => i + (j * width)));
    }

    private static double Translate(double value, int[] positions) => double.IsNaN(value) || positions[(int)value] < 0 ? double.NaN : positions[(int)value];

    private static double Bin(double value, double[] breaks, bool right, bool lowest)
    {
        if (double.IsNaN(value)) return value;
        for (var i = 0; i + 1 < breaks.Length; i++)
        {
            var inside = right ? value > breaks[i] && value <= breaks[i + 1] : value >= breaks[i] && value < breaks[i + 1];
            if (inside) return i;
        }

        if (lowest && right && value == breaks[0]) return 0;
        return lowest && !right && value == breaks[^1] ? breaks.Length - 2 : double.NaN;
    }

    private static string[] CutLevels(double[] breaks, bool right, bool lowest)
    {
        var names = breaks.Select(b => NumberText.Significant(b, 3)).ToArray();
        for (var digits = 4; digits <= 16 && names.Distinct().Count() < names.Length; digits++) names = [.. breaks.Select(b => NumberText.Significant(b, digits))];
        var last = breaks.Length - 2;
        return [.. Enumerable.Range(0, breaks.Length - 1).Select(i =>
            $"{(right ? lowest && i == 0 ? "[" : "(" : "[")}{names[i]},{names[i + 1]}{(right ? "]" : lowest && i == last ? "]" : ")")}")];
    }
}
