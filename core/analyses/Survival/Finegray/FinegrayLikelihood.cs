using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Cox;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Finegray;

/// <summary>The weighted Breslow likelihood: two sums a step on pooled risk sets, one with strata(site).</summary>
/// <param name="model">The model.</param>
/// <param name="times">Pooled event times and censoring curves; null with strata(site).</param>
/// <param name="federation">Where sums come from.</param>
internal sealed class FinegrayLikelihood(FinegrayModel model, CensoringTimes? times, IFederation federation) : ICoxLikelihood
{
    public async Task<NewtonPoint?> AtAsync(double[] coefficients, CancellationToken cancellationToken)
    {
        var p = coefficients.Length;
        if (times is null)
        {
            var own = await federation.SumAsync(new FinegraySiteStep(model, coefficients, residuals: false), cancellationToken).ConfigureAwait(false);
            return new NewtonPoint(coefficients, own.Scalar("likelihood"), own.Block("score").ToArray(), Packed.Unpack(own.Block("products"), p));
        }

        if (FinegrayRiskStep.Create(model, times, coefficients) is not { } step) return null;
        var risk = await federation.SumAsync(step, cancellationToken).ConfigureAwait(false);
        var terms = FinegrayTerms.Of(times, risk.Block("s0"), risk.Block("s1"), p);
        var total = await federation.SumAsync(new FinegrayTermsStep(step, terms, residuals: false), cancellationToken).ConfigureAwait(false);
        var information = Packed.Unpack(total.Block("products"), p);
        for (var i = 0; i < information.Length; i++) information[i] -= terms.Squares[i];
        return new NewtonPoint(coefficients, risk.Scalar("predictor") - terms.Logs, total.Block("score").ToArray(), information);
    }

    public async Task<(double[] Meat, double[] Score)> RobustAsync(double[] coefficients, CancellationToken cancellationToken)
    {
        Step last;
        if (times is null)
        {
            last = new FinegraySiteStep(model, coefficients, residuals: true);
        }
        else
        {
            var step = FinegrayRiskStep.Create(model, times, coefficients) ?? throw new FedOncoException(ErrorReason.OutOfBounds, "The risks may become too large to add exactly. Rescale the covariates.");
            var risk = await federation.SumAsync(step, cancellationToken).ConfigureAwait(false);
            last = new FinegrayTermsStep(step, FinegrayTerms.Of(times, risk.Block("s0"), risk.Block("s1"), coefficients.Length), residuals: true);
        }

        var total = await federation.SumAsync(last, cancellationToken).ConfigureAwait(false);
        return (Packed.Unpack(total.Block("products"), coefficients.Length), total.Block("score").ToArray());
    }
}
