using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Cuminc;

/// <summary>One secure sum of counts, one more for Gray's test with strata(site).</summary>
internal sealed class CumincProgram : IProgram<CumincTotals>
{
    private const int MostCells = 1 << 22;

    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        var spec = context.Question.Analysis.Cuminc;
        SubsetCheck.Add(context, faults);
        var question = CumincQuestion.Of(spec, context, faults);
        if (question is { Weights: not null } && (question.BySite || question.Strata.Count > 0 || spec.HasRho))
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "strata() and rho = belong to Gray's test, which has no form with weights. Leave them out; compare groups by finegray() or by coxph() with weights.", spec.Formula.Right));
        if (spec.Times.Any(t => !double.IsFinite(t))) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "times = c(..) needs finite numbers."));
        if (!double.IsFinite(spec.Rho)) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "rho = is a finite number: 0 for Gray's test without weights."));
        if (question is { Response.Start: not null }) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "cuminc() takes Surv(time, event). With delayed entry write survfit(Surv(start, stop, event) ~ g, id = patient).", spec.Formula.Left));
        return faults;
    }

    public async Task<CumincTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var spec = context.Question.Analysis.Cuminc;
        var question = CumincQuestion.Of(spec, context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        var frame = await ModelFrame.SumAsync(question.Variables, federation, cancellationToken).ConfigureAwait(false);
        GroupLabels groups = new(question.Groups, frame), strata = new(question.Strata, frame);
        var states = question.Response.States.Count;
        if (groups.Count * strata.Count * (states + 1) * question.Response.Lattice.Cells > MostCells)
            throw new FedOncoException(ErrorReason.TooLarge, "Too many groups, strata and states for this many time points. Use fewer, or cut() them.");
        var step = new StateCountsStep(frame, question, groups, question.BySite ? new GroupLabels([], frame) : strata);
        var total = await federation.SumAsync(step, cancellationToken).ConfigureAwait(false);
        TimeLattice.Require(total);
        if (question.Weights is not null) CaseWeights.RequirePositive(total);
        return new CumincTotals
        {
            Question = question,
            Labels = groups.Any ? [.. Enumerable.Range(0, (int)groups.Count).Select(groups.Label)] : null,
            Curves = [.. Enumerable.Range(0, (int)groups.Count).Select(g => IncidenceCurve.Of(step.Counts(total, g), question.Response.Lattice.IsGrouped))],
            Gray = groups.Any && question.Weights is null ? await GrayAsync(frame, question, groups, strata, total, spec.Rho, federation, cancellationToken).ConfigureAwait(false) : null,
        };
    }

    private static async Task<GrayTerms> GrayAsync(ModelFrame frame, CumincQuestion question, GroupLabels groups, GroupLabels strata, Total counts, double rho, IFederation federation, CancellationToken cancellationToken)
    {
        if (!question.BySite) return GrayTerms.Of(counts.Block("events"), counts.Block("censored"), (int)groups.Count, (int)strata.Count, question.Response.States.Count, rho);
        var total = await federation.SumAsync(new GrayStep(new StateCountsStep(frame, question, groups, strata), rho), cancellationToken).ConfigureAwait(false);
        return new GrayTerms(total.Block("score").ToArray(), total.Block("variance").ToArray());
    }
}
