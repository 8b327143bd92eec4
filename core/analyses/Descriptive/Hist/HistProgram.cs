using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Disclosure.Suppression;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.Hist;

/// <summary>One secure sum of bin counts.</summary>
public sealed class HistProgram : IProgram<HistTotals>
{
    public async Task<HistTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var spec = context.Question.Analysis.Hist;
        var column = ExpressionCompiler.Compile(spec.Formula.Right, context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        var total = await federation.SumAsync(new HistStep(column, [.. spec.Breaks], context.IsGuarded), cancellationToken).ConfigureAwait(false);
        if (context.IsGuarded) return Guarded(context, total);
        if (total.Scalar("outside") > 0) throw new FedOncoException(ErrorReason.OutsideBreaks, $"Some values of {spec.Formula.Right.ToText()} lie outside the breaks. Widen the first or last break, or leave those rows out with subset.");
        var bins = total.Block("bins").ToArray();
        return new HistTotals(bins, new CellState[bins.Length]);
    }

    /// <summary>Rows outside the breaks are one more cell that is never listed: that there are any is no answer here.</summary>
    private static HistTotals Guarded(StudyContext context, Total total)
    {
        double[] cells = [.. total.Block("bins"), total.Scalar("outside")];
        var spec = context.Question.Analysis.Hist;
        // What cut() leaves without a bin is the cell outside.
        var known = Grouping.Of([QuestionCohorts.CutBy(spec.Formula.Right, spec.Breaks)], missingLevel: true, context, []) is { } bins ? KnownUnions.OfEarlier(bins, context) : [];
        var states = TableSuppression.Of(new TableShape([cells.Length]), cells, total.Block("patients").ToArray(), total.Block("sites").ToArray(), _ => false, new Thresholds(context.Terms), known);
        return new HistTotals(cells[..^1], states[..^1]);
    }
}
