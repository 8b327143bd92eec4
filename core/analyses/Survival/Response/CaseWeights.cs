using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Response;

/// <summary>weights = column: a bounded number for every row, as in R's survival models above 0.</summary>
internal static class CaseWeights
{
    public static CompiledExpression? Of(string column, StudyContext context, List<SpecificationFault> faults)
    {
        if (column.Length == 0) return null;
        var expression = new Expression { Variable = column };
        var compiled = ExpressionCompiler.Compile(expression, context, faults);
        if (compiled is null) return null;
        if (compiled.Type.IsNumeric && compiled.Type.Minimum >= 0 && compiled.Type.IsBounded) return compiled;
        faults.Add(new SpecificationFault(ErrorReason.WrongType, "Weights are numbers that the dictionary bounds and that are never negative.", expression));
        return null;
    }

    /// <summary>The column of the frame: a row without a weight is left out.</summary>
    public static IEnumerable<ModelVariable> Variables(string column, CompiledExpression? weights) =>
        weights is null ? [] : [new ModelVariable(column, [weights], [""], false)];

    public static void RequirePositive(Total total)
    {
        if (total.Scalar("not positive") > 0)
            throw new FedOncoException(ErrorReason.WrongArgument, "Some weights are 0. Leave these rows out, as in subset = w > 0.");
    }
}
