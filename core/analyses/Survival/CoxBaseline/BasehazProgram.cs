using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Cox;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Analyses.Survival.Survfit;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.CoxBaseline;

/// <summary>The Cox fit, then the risk sets at its coefficients once more and the counts by time.</summary>
public sealed class BasehazProgram : IProgram<BasehazTotals>
{
    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        SubsetCheck.Add(context, faults);
        var spec = context.Question.Analysis.Basehaz;
        if (CoxQuestion.Of(AsCox(spec), context, faults) is { BySite: true })
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "With strata(site) every centre has its own baseline hazard, which it keeps. Leave strata(site) out.", spec.Formula.Right));
        if (spec.Newdata is null && spec.Times.Count > 0)
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "times = belongs to predicted survival: add newdata = data.frame(..)."));
        if (spec.Times.Any(t => !double.IsFinite(t)))
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "times = c(..) needs finite numbers."));
        return faults;
    }

    public async Task<BasehazTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var fit = await CoxProgram.FitAsync(AsCox(context.Question.Analysis.Basehaz), context, federation, cancellationToken).ConfigureAwait(false);
        var model = fit.Model;
        var counts = await federation.SumAsync(new SurvivalCountsStep(model.Frame, model.Question.Response, model.Strata), cancellationToken).ConfigureAwait(false);
        var deaths = await federation.SumAsync(new CoxCountsStep(model), cancellationToken).ConfigureAwait(false);
        var times = EventTimes.Of(model, deaths);
        var step = RiskSetStep.Create(model, times, fit.Fit.Coefficients) ?? throw new FedOncoException(ErrorReason.OutOfBounds, "The risks may become too large to add exactly. Rescale the offset.");
        var risk = await federation.SumAsync(step, cancellationToken).ConfigureAwait(false);
        var strata = new List<BaselineCurve>();
        var cells = model.Question.Response.Lattice.Cells;
        for (var s = 0; s < (int)model.Strata.Count; s++)
        {
            double[] Part(string block) => counts.Block(block).Length == 0 ? [] : counts.Block(block).Slice(s * cells, cells).ToArray();
            var curve = KaplanMeier.Of(new CurveCounts(Part("events"), Part("censored"), Part("entries")), new CurveForm(model.Question.Response.Lattice.IsGrouped));
            strata.Add(BaselineCurve.Of(model.Strata.Any ? model.Strata.Label(s) : null, curve, times, s, risk, model.Size));
        }

        return new BasehazTotals(fit, strata);
    }

    private static CoxphSpec AsCox(BasehazSpec spec) => new() { Formula = spec.Formula, Ties = spec.Ties };
}
