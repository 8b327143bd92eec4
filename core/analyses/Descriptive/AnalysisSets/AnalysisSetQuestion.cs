using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.AnalysisSets;

/// <summary>An analysis set checked against the dictionary.</summary>
/// <param name="Names">Texts of the variables that need a value.</param>
/// <param name="Columns">Their values.</param>
/// <param name="Events">For each of them whether the event happened; null where the variable is no event.</param>
public sealed record AnalysisSetQuestion(IReadOnlyList<string> Names, IReadOnlyList<CompiledExpression> Columns, IReadOnlyList<CompiledExpression?> Events)
{
    private const int MostNameCharacters = 64;

    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        SubsetCheck.Add(context, faults);
        var name = context.Question.Analysis.AnalysisSet.Name;
        if (name.Length is 0 or > MostNameCharacters) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, $"A set has a name of 1 to {MostNameCharacters} characters."));
        if (context.Question.Set is not null) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "A set is made of a dataset, not of another set: put both conditions into subset =."));
        Of(context, faults);
        return faults;
    }

    /// <summary>Null where the call is at fault.</summary>
    public static AnalysisSetQuestion? Of(StudyContext context, List<SpecificationFault> faults)
    {
        var before = faults.Count;
        var compiler = new ExpressionCompiler(context, faults);
        var columns = VariablesOf(context, faults).Select(e => (Expression: e, Compiled: compiler.Compile(e))).ToList();
        if (faults.Count > before) return null;
        // No fault, so each was compiled.
        return new AnalysisSetQuestion([.. columns.Select(c => c.Expression.ToText())], [.. columns.Select(c => c.Compiled!)], [.. columns.Select(c => EventOf(c.Expression, context))]);
    }

    /// <summary>The variables of complete = ~ x + y.</summary>
    public static IReadOnlyList<Expression> VariablesOf(StudyContext context, List<SpecificationFault> faults) =>
        context.Question.Analysis.AnalysisSet.Complete is { } formula ? FormulaVariables.Of(formula, faults) : [];

    /// <summary>What later calls with data = NAME carry: the rows that the call fixes.</summary>
    public static AnalysisSet Define(StudyContext context) =>
        new() { Name = context.Question.Analysis.AnalysisSet.Name, Subset = context.Question.Subset, Complete = { VariablesOf(context, []) } };

    /// <summary>Whether the event happened; null where the variable is no event.</summary>
    internal static CompiledExpression? EventOf(Expression expression, StudyContext context)
    {
        var variable = context.Dataset.Variables.FirstOrDefault(v => v.Name == expression.Variable);
        var isEvent = variable is { EventLevel.Length: > 0 } or { Type: VariableType.Boolean } or { Type: VariableType.Integer, Minimum: 0, Maximum: 1 };
        return isEvent ? EventCoding.Compile(expression, new ExpressionCompiler(context, []), context.Dataset, []) : null;
    }
}
