using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Netsurv;

/// <summary>One secure sum by group and day (or month).</summary>
public sealed class NetsurvProgram : IProgram<NetsurvTotals>
{
    private const int MostCells = 1 << 20;

    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        SubsetCheck.Add(context, faults);
        NetsurvQuestion.Of(context.Question.Analysis.Netsurv, context, faults);
        return faults;
    }

    public async Task<NetsurvTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var question = NetsurvQuestion.Of(context.Question.Analysis.Netsurv, context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        var frame = await ModelFrame.SumAsync(question.Variables, federation, cancellationToken).ConfigureAwait(false);
        var groups = new GroupLabels(question.Groups, frame);
        var cells = question.Axis.Cells + 1;
        if (groups.Count * cells > MostCells) throw new FedOncoException(ErrorReason.TooLarge, "Too many groups for this many days. Use fewer groups, or cut() them.");
        var total = await federation.SumAsync(new NetsurvStep(frame, question, groups), cancellationToken).ConfigureAwait(false);
        TimeLattice.Require(total);
        var curves = new List<NetsurvCurve>();
        for (var g = 0; g < (int)groups.Count; g++)
        {
            var from = g * cells;
            curves.Add(new NetsurvCurve(question.Axis, total.Block("left").Slice(from, cells), total.Block("deaths").Slice(from, cells), total.Block("squares").Slice(from, cells), total.Block("weight").Slice(from, cells), total.Block("expected").Slice(from, cells)));
        }

        return new NetsurvTotals(question, groups.Any ? [.. Enumerable.Range(0, (int)groups.Count).Select(groups.Label)] : null, curves);
    }
}
