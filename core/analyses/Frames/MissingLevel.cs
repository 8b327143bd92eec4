using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;
using ValueType = FedOnco.Analyses.Expressions.ValueType;

namespace FedOnco.Analyses.Frames;

/// <summary>missing = "level": rows without a value of a factor stay in a model, in a level NA behind the others, as addNA() of R makes it.</summary>
internal static class MissingLevel
{
    public const string Name = "NA";

    /// <summary>The variable with the level where the question asks for it and the variable is a category; otherwise itself.</summary>
    public static ModelVariable Of(ModelVariable variable, StudyContext context) =>
        context.Question.Missing == MissingRule.Level && IsCategory(variable.Columns[0]) ? variable with { Columns = [With(variable.Columns[0])] } : variable;

    /// <summary>Whether rows without a value of a piece of the right side have a level.</summary>
    public static bool Takes(Expression piece, StudyContext context) =>
        context.Question.Missing == MissingRule.Level && ExpressionCompiler.Compile(piece, context, []) is { } compiled && IsCategory(compiled);

    /// <summary>Analyses on a formula of a model have the rule; others count missing values in their own way.</summary>
    public static void Check(StudyContext context, List<SpecificationFault> faults)
    {
        if (context.Question.Missing != MissingRule.Level) return;
        var form = AnalysisVersions.Of(context.Question);
        if (form.Family is not ("Regression" or "Survival") && form.Name != "aov")
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, $"missing = \"level\" is for factors in models; {form.Name}() counts missing values by itself or leaves them out."));
        if (context.Dataset.Variables.FirstOrDefault(v => v.Levels.Any(l => l.Name == Name)) is { } taken)
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, $"{taken.Name} has a level NA of its own, which missing values would be taken for. Rename that level in the dictionary."));
    }

    private static bool IsCategory(CompiledExpression column) => column.Type.Kind == ValueKind.Factor;

    private static CompiledExpression With(CompiledExpression factor)
    {
        double last = factor.Type.Levels.Count;
        return new CompiledExpression(ValueType.Factor([.. factor.Type.Levels, Name]), Elementwise.Map(factor, v => double.IsNaN(v) ? last : v));
    }
}
