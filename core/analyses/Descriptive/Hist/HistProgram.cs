using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.Hist;

/// <summary>One secure sum of bin counts.</summary>
public sealed class HistProgram : IProgram<double[]>
{
    public async Task<double[]> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var spec = context.Question.Analysis.Hist;
        var column = ExpressionCompiler.Compile(spec.Formula.Right, context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        var total = await federation.SumAsync(new HistStep(column, [.. spec.Breaks]), cancellationToken).ConfigureAwait(false);
        if (total.Scalar("outside") > 0) throw new FedOncoException(ErrorReason.OutsideBreaks, $"Some values of {spec.Formula.Right.ToText()} lie outside the breaks. Widen the first or last break, or leave those rows out with subset.");
        return total.Block("bins").ToArray();
    }
}
