using FedOnco.Analyses.Descriptive.Describe;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Tests.Ranks;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.Table1;

/// <summary>A table1 call checked against the dictionary.</summary>
/// <param name="Overall">Variables without groups; null where no such column is wanted.</param>
/// <param name="Grouped">Variables by group; null without by =.</param>
/// <param name="Nonnormal">For each variable whether it is shown by median and tested by ranks.</param>
public sealed record Table1Question(DescribeQuestion? Overall, DescribeQuestion? Grouped, IReadOnlyList<bool> Nonnormal)
{
    /// <summary>Whichever is there: both have the same variables.</summary>
    public DescribeQuestion Any => Grouped ?? Overall!; // One of them is always there: without by = there is the overall column.

    /// <summary>Null where the call is at fault.</summary>
    public static Table1Question? Of(StudyContext context, List<SpecificationFault> faults)
    {
        var spec = context.Question.Analysis.Table1;
        var before = faults.Count;
        var overall = DescribeQuestion.Of(spec.Formula, null, context, faults);
        var grouped = spec.By is null || overall is null ? null : DescribeQuestion.Of(spec.Formula, spec.By, context, faults);
        if (grouped is { Groups.Names.Count: not 1 }) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "by = is one grouping variable.", spec.By!.Right));
        if (overall is null || faults.Count > before) return null;
        var names = overall.Variables.Select(v => v.Text).ToList();
        var nonnormal = new bool[names.Count];
        foreach (var expression in spec.Nonnormal is null ? [] : FormulaVariables.Of(spec.Nonnormal, faults))
        {
            var v = names.IndexOf(expression.ToText());
            if (v < 0 || overall.Variables[v].IsFactor) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, $"nonnormal = lists numbers of the table; {expression.ToText()} is none of them.", expression));
            else nonnormal[v] = true;
            if (v >= 0 && grouped is not null && !(spec.HasTest && !spec.Test)) RankTestProgram.RequireLattice(overall.Variables[v].Columns[0], expression, faults);
        }

        if (faults.Count > before) return null;
        return new Table1Question(grouped is null || !spec.HasOverall || spec.Overall ? overall : null, grouped, nonnormal);
    }
}
