using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.Describe;

/// <summary>A describe call checked against the dictionary.</summary>
/// <param name="Variables">In the order of the formula; a factor is counted by level, everything else is a number.</param>
/// <param name="Groups">Groups of by =.</param>
public sealed record DescribeQuestion(IReadOnlyList<ModelVariable> Variables, Grouping Groups)
{
    public static DescribeQuestion? Of(StudyContext context, List<SpecificationFault> faults) =>
        Of(context.Question.Analysis.Describe.Formula, context.Question.Analysis.Describe.By, context, faults);

    public static DescribeQuestion? Of(Formula formula, Formula? by, StudyContext context, List<SpecificationFault> faults)
    {
        var before = faults.Count;
        var groups = Grouping.Of(by, missingLevel: true, context, faults);
        var variables = new List<ModelVariable>();
        foreach (var expression in FormulaVariables.Of(formula, faults))
        {
            if (ExpressionCompiler.Compile(expression, context, faults) is not { } compiled) continue;
            var factor = compiled.Type.Kind == ValueKind.Factor;
            if (!factor && !compiled.Type.IsBounded) faults.Add(new SpecificationFault(ErrorReason.Unbounded, $"{expression.ToText()} has no bounds that follow from the dictionary.", expression));
            variables.Add(new ModelVariable(expression.ToText(), [compiled], [""], factor));
        }

        return groups is null || faults.Count > before ? null : new DescribeQuestion(variables, groups);
    }

    /// <summary>The group of every row, once a run: by its variables, since table1() asks with and without groups in one run.</summary>
    internal int[] GroupsOf(SiteRun run) => run.Derived("groups " + string.Join('+', Groups.Names), () => Groups.Assign(run));
}
