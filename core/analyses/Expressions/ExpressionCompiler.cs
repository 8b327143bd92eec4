using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Expressions;

/// <summary>
/// Checks an expression against the dictionary and makes it evaluable: a closed list of functions with R's meaning.
/// Faults are collected, so that all of them can be shown at once.
/// </summary>
public sealed class ExpressionCompiler(StudyContext context, List<SpecificationFault> faults)
{
    /// <summary>Deeper nesting than this is refused.</summary>
    public const int MostDepth = 200;

    private delegate CompiledExpression? FunctionRule(ExpressionCompiler compiler, Expression whole, Application call);

    private static readonly Dictionary<string, FunctionRule> Rules = BuildRules();

    private int _depth;

    public StudyContext Context => context;

    public static CompiledExpression? Compile(Expression expression, StudyContext context, List<SpecificationFault> faults) =>
        new ExpressionCompiler(context, faults).Compile(expression);

    /// <summary>Null where the expression is at fault; the fault is in the list.</summary>
    public CompiledExpression? Compile(Expression expression)
    {
        if (_depth >= MostDepth) return Fault(ErrorReason.TooLarge, "The expression is nested too deeply. Split it.", expression);
        _depth++;
        try
        {
            var compiled = expression.KindCase switch
            {
                Expression.KindOneofCase.Variable => Variable(expression),
                Expression.KindOneofCase.Number => Constants.Number(expression.Number),
                Expression.KindOneofCase.Logical => Constants.Logical(expression.Logical),
                Expression.KindOneofCase.Missing => Constants.Missing(),
                Expression.KindOneofCase.Text => Constants.Text(expression.Text),
                Expression.KindOneofCase.Application => Apply(expression),
                _ => Fault(ErrorReason.Syntax, "An expression is empty.", expression),
            };
            return compiled is null ? null : compiled with { Source = expression };
        }
        finally
        {
            _depth--;
        }
    }

    internal CompiledExpression? Fault(ErrorReason reason, string message, Expression where)
    {
        faults.Add(new SpecificationFault(reason, message, where));
        return null;
    }

    /// <summary>Compiles a positional or named argument; adds a fault where it is absent.</summary>
    internal CompiledExpression? Argument(Expression whole, Application call, int index)
    {
        var given = Arguments.Positional(call);
        if (index < given.Count) return Compile(given[index]);
        return Fault(ErrorReason.MissingArgument, $"{call.Function}() needs {index + 1} argument{(index == 0 ? "" : "s")}.", whole);
    }

    /// <summary>As <see cref="Argument"/>, and it must be a number, logical or date.</summary>
    internal CompiledExpression? NumericArgument(Expression whole, Application call, int index)
    {
        var compiled = Argument(whole, call, index);
        if (compiled is null || (compiled.Type.IsNumeric && compiled.Text is null)) return compiled;
        return Fault(ErrorReason.WrongType, $"{call.Function} needs a number; {Arguments.Positional(call)[index].ToText()} is {Describe(compiled)}.", Arguments.Positional(call)[index]);
    }

    internal static string Describe(CompiledExpression compiled) => compiled.Text is not null ? "text" : compiled.Type.Kind switch
    {
        ValueKind.Factor => "a category",
        ValueKind.Logical => "TRUE/FALSE",
        ValueKind.Date => "a date",
        _ => "a number",
    };

    private CompiledExpression? Variable(Expression expression)
    {
        var name = expression.Variable;
        if (name == "site") return Columns.Site(context);
        if (context.Dataset.Variables.FirstOrDefault(v => v.Name == name) is { } variable) return Columns.Of(variable);
        var known = context.Dataset.Variables.Select(v => v.Name).Append("site").ToArray();
        var hint = NearestName.Of(name, known) is { } near ? $" Did you mean {near}?" : $" It has: {string.Join(", ", known.Take(30))}.";
        return Fault(ErrorReason.UnknownVariable, $"{context.Dataset.Name} has no variable {name}.{hint}", expression);
    }

    private CompiledExpression? Apply(Expression expression)
    {
        var call = expression.Application;
        if (Rules.TryGetValue(call.Function, out var rule)) return rule(this, expression, call);
        var hint = NearestName.Of(call.Function, Rules.Keys.Where(k => char.IsLetter(k[0]))) is { } near ? $" Did you mean {near}?" : "";
        return Fault(ErrorReason.UnknownFunction, $"{call.Function}() is not a function that can be used here.{hint}", expression);
    }

    private static Dictionary<string, FunctionRule> BuildRules()
    {
        var rules = new Dictionary<string, FunctionRule>(StringComparer.Ordinal);
        foreach (var name in Arithmetic.Operators) rules[name] = Arithmetic.Binary;
        foreach (var name in Arithmetic.Functions) rules[name] = Arithmetic.Unary;
        foreach (var name in Comparison.Operators) rules[name] = Comparison.Compare;
        rules["log"] = Arithmetic.Logarithm;
        rules["pmin"] = rules["pmax"] = Arithmetic.Extreme;
        rules["("] = rules["I"] = (compiler, whole, call) => compiler.Argument(whole, call, 0);
        rules["%in%"] = Comparison.In;
        rules["between"] = Comparison.Between;
        rules["&"] = rules["&&"] = rules["|"] = rules["||"] = Logic.Combine;
        rules["!"] = Logic.Not;
        rules["is.na"] = Logic.IsMissing;
        rules["ifelse"] = Logic.IfElse;
        rules["as.numeric"] = rules["as.integer"] = Arithmetic.AsNumber;
        rules["factor"] = rules["as.factor"] = Factors.Factor;
        rules["relevel"] = Factors.Relevel;
        rules["cut"] = Factors.Cut;
        rules["interaction"] = Factors.Interaction;
        rules["as.Date"] = Dates.AsDate;
        rules["difftime"] = Dates.Difference;
        rules["scale"] = DataDependent("scale(x) needs the mean and standard deviation of the data. Write I((x - m) / s) with numbers, or add resolve = TRUE.");
        return rules;
    }

    private static FunctionRule DataDependent(string message) =>
        (compiler, whole, _) => compiler.Fault(ErrorReason.DataDependentForm, message, whole);
}
