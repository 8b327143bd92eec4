using System.Globalization;
using System.Text;

namespace FedOnco.Protos;

/// <summary>Writes expressions and formulas as R's deparse does; term labels and canonical calls are made of it.</summary>
public static class ExpressionText
{
    private static readonly HashSet<string> Spaced = ["+", "-", "*", "==", "!=", "<", "<=", ">", ">=", "&", "&&", "|", "||", "~", "%in%"];
    private static readonly HashSet<string> Tight = ["/", "^", ":", "%%", "%/%"];
    private static readonly HashSet<string> Reserved = ["TRUE", "FALSE", "NA", "NULL", "Inf", "NaN", "if", "else", "for", "while", "function", "in", "next", "break", "repeat"];

    public static string ToText(this Expression expression)
    {
        var text = new StringBuilder();
        Write(text, expression);
        return text.ToString();
    }

    public static string ToText(this Formula formula) =>
        formula.Left is null ? $"~{formula.Right.ToText()}" : $"{formula.Left.ToText()} ~ {formula.Right.ToText()}";

    /// <summary>A name as it is written in a call: in backticks where it is no syntactic name.</summary>
    public static string Name(string name) => IsSyntactic(name) ? name : $"`{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal)}`";

    /// <summary>A text in double quotes with R's escapes.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                '\r' => "\\r",
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>A number that reads back as the same double: 15 digits where they are enough, as R writes it.</summary>
    public static string Number(double value)
    {
        var text = NumberText.Of(value);
        return double.IsFinite(value) && double.Parse(text, CultureInfo.InvariantCulture) != value
            ? value.ToString("R", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal)
            : text;
    }

    private static void Write(StringBuilder text, Expression expression)
    {
        switch (expression.KindCase)
        {
            case Expression.KindOneofCase.Variable:
                text.Append(Name(expression.Variable));
                break;
            case Expression.KindOneofCase.Number:
                text.Append(Number(expression.Number));
                break;
            case Expression.KindOneofCase.Text:
                text.Append(Quote(expression.Text));
                break;
            case Expression.KindOneofCase.Logical:
                text.Append(expression.Logical ? "TRUE" : "FALSE");
                break;
            case Expression.KindOneofCase.Missing:
                text.Append("NA");
                break;
            case Expression.KindOneofCase.Application:
                Write(text, expression.Application);
                break;
        }
    }

    private static void Write(StringBuilder text, Application call)
    {
        var arguments = call.Arguments;
        if (arguments.Count == 2 && (Spaced.Contains(call.Function) || Tight.Contains(call.Function)))
        {
            var space = Spaced.Contains(call.Function) ? " " : "";
            Write(text, arguments[0].Value);
            text.Append(space).Append(call.Function).Append(space);
            Write(text, arguments[1].Value);
        }
        else if (arguments.Count == 1 && call.Function is "-" or "+" or "!" or "~")
        {
            text.Append(call.Function);
            Write(text, arguments[0].Value);
        }
        else if (arguments.Count == 1 && call.Function == "(")
        {
            text.Append('(');
            Write(text, arguments[0].Value);
            text.Append(')');
        }
        else
        {
            WriteCall(text, call);
        }
    }

    private static void WriteCall(StringBuilder text, Application call)
    {
        text.Append(Name(call.Function)).Append('(');
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            if (i > 0) text.Append(", ");
            if (call.Arguments[i].Name.Length > 0) text.Append(Name(call.Arguments[i].Name)).Append(" = ");
            Write(text, call.Arguments[i].Value);
        }

        text.Append(')');
    }

    private static bool IsSyntactic(string name)
    {
        if (name.Length == 0 || Reserved.Contains(name)) return false;
        if (!char.IsLetter(name[0]) && name[0] != '.') return false;
        if (name[0] == '.' && name.Length > 1 && char.IsDigit(name[1])) return false;
        return name.All(c => char.IsLetterOrDigit(c) || c is '.' or '_');
    }
}
