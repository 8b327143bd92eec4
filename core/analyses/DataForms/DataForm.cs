using FedOnco.Analyses.Expressions;
using FedOnco.Protos;

namespace FedOnco.Analyses.DataForms;

/// <summary>A form that depends on the data: scale(x), or ns(x, df = k, Boundary.knots = c(a, b)).</summary>
/// <remarks>As in R its constants are those of all rows of the dataset with a value, whatever the call keeps of them.</remarks>
public sealed class DataForm
{
    private const int MostDf = 12;

    private readonly Expression _whole;
    private readonly Expression _variable;
    private readonly bool _centre;
    private readonly bool _scale;
    private readonly double[] _boundary;
    private readonly int _knots;

    private DataForm(Expression whole, Expression variable, bool centre, bool scale, double[] boundary, int knots) =>
        (_whole, _variable, _centre, _scale, _boundary, _knots) = (whole, variable, centre, scale, boundary, knots);

    /// <summary>As the call writes it.</summary>
    public string Text => _whole.ToText();

    /// <summary>Null for every other expression.</summary>
    public static DataForm? Of(Expression expression)
    {
        if (expression.Application is not { } call || Arguments.Positional(call) is not [var variable, ..]) return null;
        if (call.Function == "scale")
        {
            var known = call.Arguments.All(a => a.Name is "" or "center" or "scale") && Arguments.Positional(call).Count == 1;
            return known ? new DataForm(expression, variable, Arguments.Flag(Arguments.Named(call, "center")) ?? true, Arguments.Flag(Arguments.Named(call, "scale")) ?? true, [], 0) : null;
        }

        if (call.Function != "ns" || Arguments.Named(call, "knots") is not null) return null;
        var df = Arguments.Number(Arguments.Named(call, "df") ?? Arguments.Positional(call).ElementAtOrDefault(1) ?? new Expression { Number = 1 });
        if (df is not (>= 1 and <= MostDf) || df != Math.Floor(df.Value)) return null;
        // Without boundary knots R takes minimum and maximum, which are never released.
        return Arguments.Named(call, "Boundary.knots") is { } given && Arguments.Numbers(given) is [var low, var high] && low < high ? new DataForm(expression, variable, false, false, [low, high], (int)df - 1) : null;
    }

    /// <summary>The call whose answer holds the constants; null where none is needed.</summary>
    /// <param name="data">Dataset or analysis set.</param>
    public string? Call(string data)
    {
        if (_boundary.Length == 0) return _centre || _scale ? $"describe(~ {_variable.ToText()}, data = {ExpressionText.Name(data)})" : null;
        if (_knots == 0) return null;
        var shares = Enumerable.Range(1, _knots).Select(k => ExpressionText.Number((double)k / (_knots + 1)));
        var between = $"{_variable.ToText()} >= {ExpressionText.Number(_boundary[0])} & {_variable.ToText()} <= {ExpressionText.Number(_boundary[1])}";
        return $"quantile(~ {_variable.ToText()}, data = {ExpressionText.Name(data)}, subset = {between}, probs = c({string.Join(", ", shares)}))";
    }

    /// <summary>The explicit form.</summary>
    /// <param name="answer">Answer to the call; null before it is known, for a form of the same type.</param>
    /// <exception cref="FedOncoException">NotFinite where the constants do not exist.</exception>
    public Expression Explicit(Result? answer)
    {
        if (_boundary.Length > 0) return Spline(answer);
        var shifted = _centre ? Apply("-", _variable, Number(answer is null ? 0 : Cell(answer, "mean"))) : _variable;
        // Without centring R divides by the root mean square about 0.
        if (_scale && !_centre && answer is not null) throw new FedOncoException(ErrorReason.NotYet, $"{Text}: scale(x, center = FALSE) with a scale is not resolved. Write I(x / s) with a number.");
        return Apply("I", _scale ? Apply("/", _centre ? Apply("(", shifted) : shifted, Number(answer is null ? 1 : Positive(Cell(answer, "sd")))) : shifted);
    }

    private Expression Spline(Result? answer)
    {
        double[] knots = answer is not null ? [.. answer.Tidy.Columns.Single(c => c.Name == "value").Numbers.Values]
            : [.. Enumerable.Range(1, _knots).Select(k => _boundary[0] + ((_boundary[1] - _boundary[0]) * k / (_knots + 1)))];
        var call = Apply("ns", _variable);
        call.Application.Arguments.Add(new Argument { Name = "knots", Value = Apply("c", [.. knots.Select(Number)]) });
        call.Application.Arguments.Add(new Argument { Name = "Boundary.knots", Value = Apply("c", [.. _boundary.Select(Number)]) });
        return call;
    }

    private double Positive(double deviation) => deviation > 0 ? deviation : throw new FedOncoException(ErrorReason.NotFinite, $"{Text}: the variable does not vary, so it cannot be divided by its standard deviation.");

    private double Cell(Result answer, string column)
    {
        var found = answer.Tidy.Columns.Single(c => c.Name == column);
        return found.Missing.Count == 0 && found.Numbers.Values is [var value] ? value : throw new FedOncoException(ErrorReason.NotFinite, $"{Text}: the {column} that it needs is not shown. Write the form with numbers.");
    }

    private static Expression Number(double value) => value < 0 ? Apply("-", new Expression { Number = -value }) : new Expression { Number = value };

    private static Expression Apply(string function, params Expression[] arguments) =>
        new() { Application = new Application { Function = function, Arguments = { arguments.Select(a => new Argument { Value = a.Clone() }) } } };
}
