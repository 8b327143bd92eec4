using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.Ecdf;

/// <summary>One secure sum of counts between the points.</summary>
public sealed class EcdfProgram : IProgram<EcdfTotals>
{
    private const int MostPoints = 100_000;

    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        var spec = context.Question.Analysis.Ecdf;
        SubsetCheck.Add(context, faults);
        foreach (var variable in FormulaVariables.Of(spec.Formula, faults))
        {
            if (ExpressionCompiler.Compile(variable, context, faults) is { } column && !column.Type.IsNumeric)
                faults.Add(new SpecificationFault(ErrorReason.WrongType, $"{variable.ToText()} is a category; count it with table(~ {variable.ToText()}, ..).", variable));
        }

        if (spec.Breaks.Count is < 1 or > MostPoints || !spec.Breaks.Zip(spec.Breaks.Skip(1)).All(p => p.First < p.Second))
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "breaks = c(..) are points in strictly increasing order."));
        return faults;
    }

    public async Task<EcdfTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var spec = context.Question.Analysis.Ecdf;
        var variables = FormulaVariables.Of(spec.Formula, []);
        var columns = new List<CompiledExpression>();
        foreach (var variable in variables) columns.Add(ExpressionCompiler.Compile(variable, context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary."));
        double[] points = [.. spec.Breaks];
        var total = await federation.SumAsync(new EcdfStep(columns, points), cancellationToken).ConfigureAwait(false);
        var bins = total.Block("bins").ToArray();
        var below = new double[columns.Count][];
        var known = new double[columns.Count];
        for (var v = 0; v < columns.Count; v++)
        {
            below[v] = new double[points.Length];
            for (var k = 0; k <= points.Length; k++)
            {
                known[v] += bins[(v * (points.Length + 1)) + k];
                if (k < points.Length) below[v][k] = known[v];
            }
        }

        return new EcdfTotals([.. variables.Select(v => v.ToText())], points, below, known);
    }
}
