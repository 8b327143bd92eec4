using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Analyses.Survival.Survfit;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Pyears;

/// <summary>The frame, then one sum.</summary>
internal sealed class PyearsProgram : IProgram<PyearsTotals>
{
    private const int MostGroups = 10_000;

    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        var spec = context.Question.Analysis.Pyears;
        SubsetCheck.Add(context, faults);
        SurvfitQuestion.Of(spec.Formula, context, faults);
        if (spec.HasScale && !(spec.Scale > 0 && double.IsFinite(spec.Scale)))
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "scale = divides the times: a number above 0, such as 365.25 from days to years."));
        return faults;
    }

    public async Task<PyearsTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var question = SurvfitQuestion.Of(context.Question.Analysis.Pyears.Formula, context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        var frame = await ModelFrame.SumAsync(question.Variables, federation, cancellationToken).ConfigureAwait(false);
        var groups = new GroupLabels(question.Groups, frame);
        if (groups.Count > MostGroups) throw new FedOncoException(ErrorReason.TooLarge, $"More than {MostGroups} groups. Use fewer, or cut() them.");
        var total = await federation.SumAsync(new PyearsStep(frame, question, groups), cancellationToken).ConfigureAwait(false);
        TimeLattice.Require(total);
        IReadOnlyList<string>? labels = groups.Any ? [.. Enumerable.Range(0, (int)groups.Count).Select(groups.Label)] : null;
        return new PyearsTotals(labels, total.Block("n").ToArray(), total.Block("events").ToArray(), total.Block("time").ToArray());
    }
}
