using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Disclosure;

/// <summary>
/// One form for conditions that keep the same rows: parentheses and I() gone, conjunctions and disjunctions flat, sorted and
/// without repetition, constants on the right, strict comparisons turned into weak ones where the variable has a step.
/// Conditions that are equal for a deeper reason stay different, and are refused rather than answered twice.
/// </summary>
internal static class CanonicalExpression
{
    private static readonly Dictionary<string, string> Mirrored = new(StringComparer.Ordinal) { ["<"] = ">", ["<="] = ">=", [">"] = "<", [">="] = "<=", ["=="] = "==", ["!="] = "!=" };
    private static readonly Dictionary<string, string> Negated = new(StringComparer.Ordinal) { ["<"] = ">=", ["<="] = ">", [">"] = "<=", [">="] = "<", ["=="] = "!=", ["!="] = "==" };

    public static Expression Of(Expression expression, StudyContext context) => expression.Application is not { } call
        ? expression.Clone()
        : call.Function switch
        {
            "(" or "I" when call.Arguments.Count == 1 => Of(call.Arguments[0].Value, context),
            // A factor has the levels of its variable, in whatever order.
            "factor" or "as.factor" when call.Arguments.Count == 1 => Of(call.Arguments[0].Value, context),
            "relevel" => Of(call.Arguments[0].Value, context),
            "&" or "&&" => Flat("&", call, context),
            "|" or "||" => Flat("|", call, context),
            "!" => Not(Of(call.Arguments[0].Value, context), context),
            "between" when call.Arguments.Count == 3 => Between(call, context),
            _ when Mirrored.ContainsKey(call.Function) && call.Arguments.Count == 2 => Compare(call, context),
            _ => Each(call, context),
        };

    /// <summary>All conditions hold; null where there is none.</summary>
    public static Expression? And(IEnumerable<Expression> conditions, StudyContext context)
    {
        var parts = conditions.SelectMany(c => Parts("&", Of(c, context))).GroupBy(p => p.ToText(), StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.First()).ToList();
        return parts.Count == 0 ? null : parts.Aggregate((a, b) => Call("&", a, b));
    }

    public static Expression Call(string function, params Expression[] arguments) =>
        new() { Application = new Application { Function = function, Arguments = { arguments.Select(a => new Argument { Value = a }) } } };

    public static Expression Not(Expression condition, StudyContext context) => condition.Application switch
    {
        { Function: "!" } inner => inner.Arguments[0].Value,
        { } inner when Negated.TryGetValue(inner.Function, out var opposite) && inner.Arguments.Count == 2 => Compare(Call(opposite, inner.Arguments[0].Value, inner.Arguments[1].Value).Application, context),
        _ => Call("!", condition),
    };

    private static Expression Flat(string function, Application call, StudyContext context)
    {
        var parts = call.Arguments.SelectMany(a => Parts(function, Of(a.Value, context))).GroupBy(p => p.ToText(), StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.First());
        return parts.Aggregate((a, b) => Call(function, a, b));
    }

    private static IEnumerable<Expression> Parts(string function, Expression expression) =>
        expression.Application is { } call && call.Function == function ? call.Arguments.SelectMany(a => Parts(function, a.Value)) : [expression];

    private static Expression Between(Application call, StudyContext context) =>
        And([Call(">=", call.Arguments[0].Value, call.Arguments[1].Value), Call("<=", call.Arguments[0].Value, call.Arguments[2].Value)], context)!;

    private static Expression Compare(Application call, StudyContext context)
    {
        Expression left = Of(call.Arguments[0].Value, context), right = Of(call.Arguments[1].Value, context);
        var function = call.Function;
        if (IsConstant(left) && !IsConstant(right)) (left, right, function) = (right, left, Mirrored[function]);
        // factor(grade) == "3" is grade == 3.
        if (right.KindCase == Expression.KindOneofCase.Text && double.TryParse(right.Text, System.Globalization.CultureInfo.InvariantCulture, out var level) && ExpressionCompiler.Compile(left, context, [])?.Type is { Kind: ValueKind.Number })
            right = new Expression { Number = level };
        if (function is "<" or ">" && Arguments.Number(right) is { } limit && StepOf(left, context) is var (minimum, step))
        {
            // The nearest point of the grid on the allowed side.
            var k = (limit - minimum) / step;
            var nearest = function == ">" ? Math.Floor(k + 1e-9) + 1 : Math.Ceiling(k - 1e-9) - 1;
            if (Math.Abs(nearest) < 1L << 52) return Call(function + "=", left, new Expression { Number = NumberGrid.Exact(minimum, step, (long)nearest) });
        }

        return Call(function, left, Arguments.Number(right) is { } number ? new Expression { Number = number } : right);
    }

    private static (double Minimum, double Step)? StepOf(Expression expression, StudyContext context)
    {
        if (expression.KindCase != Expression.KindOneofCase.Variable) return null;
        var type = ExpressionCompiler.Compile(expression, context, [])?.Type;
        return type is { Kind: ValueKind.Number, Step: > 0 } ? (type.Minimum, type.Step) : null;
    }

    private static bool IsConstant(Expression expression) => expression.KindCase is Expression.KindOneofCase.Text or Expression.KindOneofCase.Logical || Arguments.Number(expression) is not null;

    private static Expression Each(Application call, StudyContext context)
    {
        var result = new Application { Function = call.Function };
        result.Arguments.AddRange(call.Arguments.Select(a => new Argument { Name = a.Name, Value = Of(a.Value, context) }));
        return new Expression { Application = result };
    }
}
