using FedOnco.Protos;

namespace FedOnco.Analyses.Expressions;

/// <summary>Reads the arguments of an application.</summary>
internal static class Arguments
{
    public static List<Expression> Positional(Application call) => [.. call.Arguments.Where(a => a.Name.Length == 0).Select(a => a.Value)];

    public static Expression? Named(Application call, string name) => call.Arguments.FirstOrDefault(a => a.Name == name)?.Value;

    /// <summary>The elements of c(1, 2, -3), or of a single constant; null where one is no number.</summary>
    public static double[]? Numbers(Expression expression)
    {
        var elements = Elements(expression).Select(Number).ToArray();
        return elements.All(e => e.HasValue) ? [.. elements.Select(e => e.GetValueOrDefault())] : null;
    }

    /// <summary>The elements of c("a", "b"), or of a single constant; numbers count as the text that R prints.</summary>
    public static string[]? Texts(Expression expression)
    {
        var elements = Elements(expression).Select(TextOf).ToArray();
        return elements.Contains(null) ? null : [.. elements.OfType<string>()];
    }

    public static string? TextOf(Expression expression) => expression.KindCase switch
    {
        Expression.KindOneofCase.Text => expression.Text,
        Expression.KindOneofCase.Number => NumberText.Of(expression.Number),
        Expression.KindOneofCase.Logical => expression.Logical ? "TRUE" : "FALSE",
        _ => null,
    };

    public static double? Number(Expression expression) => expression switch
    {
        { KindCase: Expression.KindOneofCase.Number } => expression.Number,
        { Application: { Function: "-", Arguments.Count: 1 } minus } => -Number(minus.Arguments[0].Value),
        _ => null,
    };

    /// <summary>TRUE or FALSE as written; null otherwise.</summary>
    public static bool? Flag(Expression? expression) => expression?.KindCase == Expression.KindOneofCase.Logical ? expression.Logical : null;

    private static IEnumerable<Expression> Elements(Expression expression) =>
        expression.Application is { Function: "c" } list ? list.Arguments.Select(a => a.Value) : [expression];
}
