using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.Hist;

/// <summary>What can be wrong with a call of hist().</summary>
public static class HistCheck
{
    private const int MostBins = 100_000;

    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        var spec = context.Question.Analysis.Hist;
        SubsetCheck.Add(context, faults);
        var variables = FormulaVariables.Of(spec.Formula, faults);
        if (variables.Count != 1) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "hist() takes one variable: hist(~ x, breaks = c(..)).", spec.Formula.Right));
        else if (ExpressionCompiler.Compile(variables[0], context, faults) is { } column && !column.Type.IsNumeric)
            faults.Add(new SpecificationFault(ErrorReason.WrongType, $"{variables[0].ToText()} is a category; count it with table(~ {variables[0].ToText()}, ..).", variables[0]));
        var increasing = spec.Breaks.Zip(spec.Breaks.Skip(1)).All(p => p.First < p.Second);
        if (spec.Breaks.Count is < 2 or > MostBins || !increasing)
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "breaks = c(..) needs at least two numbers, strictly increasing."));
        return faults;
    }
}
