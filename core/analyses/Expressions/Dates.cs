using System.Globalization;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Expressions;

/// <summary>Dates as days since 1970-01-01.</summary>
internal static class Dates
{
    public static CompiledExpression? AsDate(ExpressionCompiler compiler, Expression whole, Application call)
    {
        var given = Arguments.Positional(call).FirstOrDefault();
        if (given is null) return compiler.Fault(ErrorReason.MissingArgument, "as.Date() needs a date.", whole);
        if (given.KindCase == Expression.KindOneofCase.Text) return Constant(compiler, given);
        var x = compiler.Compile(given);
        if (x is null || x.Type.Kind == ValueKind.Date) return x;
        return compiler.Fault(ErrorReason.WrongType, $"{given.ToText()} is no date. Declare it as type: date in the dictionary.", given);
    }

    /// <summary>difftime(a, b, units = "days|weeks|months"); a month is 365.25 / 12 days.</summary>
    public static CompiledExpression? Difference(ExpressionCompiler compiler, Expression whole, Application call)
    {
        var a = compiler.NumericArgument(whole, call, 0);
        var b = compiler.NumericArgument(whole, call, 1);
        if (a is null || b is null) return null;
        var given = Arguments.Named(call, "units");
        double? divisor = (given?.Text ?? "days") switch { "days" => 1, "weeks" => 7, "months" => 365.25 / 12, _ => null };
        if (divisor is not { } days) return compiler.Fault(ErrorReason.WrongArgument, "units is \"days\", \"weeks\" or \"months\".", given ?? whole);
        var type = ValueType.Number((a.Type.Minimum - b.Type.Maximum) / days, (a.Type.Maximum - b.Type.Minimum) / days, 1 / days);
        return new CompiledExpression(type, Elementwise.Map(a, b, (x, y) => (x - y) / days), Elementwise.Constant(a, b, (x, y) => (x - y) / days));
    }

    public static CompiledExpression? Constant(ExpressionCompiler compiler, Expression text)
    {
        if (!DateOnly.TryParseExact(text.Text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return compiler.Fault(ErrorReason.WrongArgument, "A date is written as \"2026-11-23\".", text);
        double days = date.DayNumber - new DateOnly(1970, 1, 1).DayNumber;
        return new CompiledExpression(new ValueType(ValueKind.Date, days, days, 1, []), Constants.Repeat(days), days);
    }
}
