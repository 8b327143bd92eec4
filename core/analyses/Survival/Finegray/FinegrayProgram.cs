using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Cox;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Finegray;

/// <summary>The censoring curve, then Newton's method on the weighted likelihood, then the robust variance.</summary>
internal sealed class FinegrayProgram : IProgram<CoxTotals>
{
    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        SubsetCheck.Add(context, faults);
        FinegrayQuestion.Of(context.Question.Analysis.Finegray, context, faults);
        return faults;
    }

    public async Task<CoxTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var question = FinegrayQuestion.Of(context.Question.Analysis.Finegray, context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        var frame = await ModelFrame.SumAsync(question.Cox.Variables, federation, cancellationToken).ConfigureAwait(false);
        var (cox, events) = await CoxProgram.ModelAsync(question.Cox, frame, federation, cancellationToken).ConfigureAwait(false);
        var model = new FinegrayModel(question, cox);
        if (model.IsDelayed) Require(await federation.SumAsync(new FinegrayCheckStep(model), cancellationToken).ConfigureAwait(false));
        ICoxLikelihood likelihood = new FinegrayLikelihood(model, question.Cox.BySite ? null : await TimesAsync(model, federation, cancellationToken).ConfigureAwait(false), federation);
        if (context.IsGuarded) likelihood = new GuardedLikelihood(cox, likelihood, federation);
        return await CoxProgram.FitAsync(cox, events, likelihood, (_, _) => Task.FromResult<(double, double)?>(null), cancellationToken).ConfigureAwait(false);
    }

    private static async Task<CensoringTimes> TimesAsync(FinegrayModel model, IFederation federation, CancellationToken cancellationToken)
    {
        var cells = model.Cox.Question.Response.Lattice.Cells;
        if (model.Cox.Strata.Count * cells > SurvivalResponse.MostTimes)
            throw new FedOncoException(ErrorReason.TooLarge, "Too many strata for this many time points. Use strata(site), or fewer strata.");
        var counts = await federation.SumAsync(new FinegrayCountsStep(model), cancellationToken).ConfigureAwait(false);
        var times = new CensoringTimes(counts.Block("events"), counts.Block("competing"), counts.Block("censored"), model.IsDelayed ? counts.Block("entries") : [], cells);
        return times.IsUndefined ? throw Undefined() : times;
    }

    private static void Require(Total check)
    {
        if (check.Scalar("conflicts") > 0)
            throw new FedOncoException(ErrorReason.DataNotConforming, "Some rows of a patient overlap, leave a gap, change the stratum or come after an event. Check start, stop and id = at the centres.");
        if (check.Scalar("undefined") > 0) throw Undefined();
    }

    private static FedOncoException Undefined() => new(ErrorReason.NotFinite, "Some patient with a competing event has no finite weight: hardly anybody is at risk then, and others enter later. Begin where enough patients are at risk, as in Surv(pmax(start, t0), stop, event) with subset = stop > t0; with strata(site) that holds for every centre.");
}
