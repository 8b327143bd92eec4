using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Response;

/// <summary>
/// What counts as the event: a condition, a 0/1 variable, or a variable whose dictionary entry names its event level. Never
/// inferred from data at a site: a subset where everyone is censored would flip a 1/2 coding.
/// </summary>
internal static class EventCoding
{
    public static CompiledExpression? Compile(Expression expression, ExpressionCompiler compiler, Dataset dataset, List<SpecificationFault> faults)
    {
        if (compiler.Compile(expression) is not { } compiled) return null;
        if (compiled.Type.Kind == ValueKind.Logical) return compiled;
        var variable = dataset.Variables.FirstOrDefault(v => v.Name == expression.Variable);
        if (variable is { EventLevel.Length: > 0 } && Coded(compiled, variable.EventLevel) is { } coded) return coded;
        if (compiled.Type.Kind == ValueKind.Factor)
        {
            faults.Add(new SpecificationFault(ErrorReason.NotYet, $"{expression.ToText()} has several states (competing risks), which this version cannot answer yet. Name one event, as in {expression.ToText()} == \"{(compiled.Type.Levels is [.., var last] ? last : "level")}\".", expression));
            return null;
        }

        if (compiled.Type is { Minimum: >= 0, Maximum: <= 1 } && compiled.Text is null) return compiled;
        faults.Add(new SpecificationFault(ErrorReason.EventCodingUnknown, $"It is not known which value of {expression.ToText()} is the event. Write a condition, as in {expression.ToText()} == 2, or add `event:` to its dictionary entry.", expression));
        return null;
    }

    /// <summary>A category whose first level is censored: 0 for it, else the number of the state.</summary>
    public static CompiledExpression? CompileStates(Expression expression, ExpressionCompiler compiler, List<SpecificationFault> faults)
    {
        if (compiler.Compile(expression) is not { } compiled) return null;
        if (compiled.Type.Kind == ValueKind.Factor && compiled.Text is null && compiled.Type.Levels.Count > 1) return compiled;
        faults.Add(new SpecificationFault(ErrorReason.WrongArgument, $"Competing risks need an event with several states, the first of them censored: a category, or factor({expression.ToText()}). With one event use survfit() or coxph().", expression));
        return null;
    }

    private static CompiledExpression? Coded(CompiledExpression compiled, string level)
    {
        double? value = compiled.Type.Kind == ValueKind.Factor ? Factors.IndexOf(compiled.Type, level)
            : double.TryParse(level, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;
        if (value is not { } wanted) return null;
        var constant = compiled.Type.Kind == ValueKind.Factor ? new Expression { Text = level } : new Expression { Number = wanted };
        var source = new Application { Function = "==", Arguments = { new Argument { Value = compiled.Source }, new Argument { Value = constant } } };
        return new CompiledExpression(Expressions.ValueType.Logical, Elementwise.Map(compiled, v => double.IsNaN(v) ? v : v == wanted ? 1 : 0))
        {
            Source = compiled.Source is null ? null : new Expression { Application = source },
        };
    }
}
