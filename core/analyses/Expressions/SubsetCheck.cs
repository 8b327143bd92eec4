using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Expressions;

/// <summary>Checks which rows a question is about: its subset, its set, what becomes of missing values.</summary>
public static class SubsetCheck
{
    public static void Add(StudyContext context, List<SpecificationFault> faults)
    {
        MissingLevel.Check(context, faults);
        foreach (var condition in QuestionRows.Conditions(context.Question)) Condition(condition, context, faults);
        foreach (var needed in context.Question.Set?.Complete ?? []) ExpressionCompiler.Compile(needed, context, faults);
    }

    private static void Condition(Expression subset, StudyContext context, List<SpecificationFault> faults)
    {
        var compiled = ExpressionCompiler.Compile(subset, context, faults);
        if (compiled is not null && (compiled.Type.Kind == ValueKind.Factor || compiled.Text is not null))
            faults.Add(new SpecificationFault(ErrorReason.WrongType, "subset needs a condition, such as age >= 50.", subset));
    }
}
