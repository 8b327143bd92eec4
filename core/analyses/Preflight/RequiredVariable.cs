using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Preflight;

/// <summary>A variable that every row of an analysis set must have, since calls run on exactly these rows.</summary>
/// <param name="Name">As the call writes it.</param>
/// <param name="Column">Its values.</param>
public sealed record RequiredVariable(string Name, CompiledExpression Column)
{
    /// <summary>Empty where the call is not on a set.</summary>
    public static IReadOnlyList<RequiredVariable> Of(StudyContext context)
    {
        if (context.Question.Set is null) return [];
        var (compiler, parts) = (new ExpressionCompiler(context, []), QuestionParts.Of(context));
        return [.. (parts.IsLearning ? parts.Responses : parts.Variables).DistinctBy(v => v.ToString()).Select(v => (v, Column: compiler.Compile(v))).Where(v => v.Column is not null).Select(v => new RequiredVariable(Protos.ExpressionText.ToText(v.v), v.Column!))];
    }
}
