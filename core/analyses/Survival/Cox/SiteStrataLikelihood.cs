using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>strata(site): one sum a step.</summary>
internal sealed class SiteStrataLikelihood(CoxModel model, IFederation federation) : ICoxLikelihood
{
    public async Task<NewtonPoint?> AtAsync(double[] coefficients, CancellationToken cancellationToken)
    {
        if (!LayoutBuilder.Fits(model.Frame.Complete * model.WeightBound * StableMath.Exp(model.PredictorBound(coefficients)))) return null;
        var total = await federation.SumAsync(new SiteStrataStep(model, coefficients), cancellationToken).ConfigureAwait(false);
        return new NewtonPoint(coefficients, total.Scalar("likelihood"), total.Block("score").ToArray(), Packed.Unpack(total.Block("information"), model.Size));
    }

    public async Task<(double[] Meat, double[] Score)> RobustAsync(double[] coefficients, CancellationToken cancellationToken)
    {
        var total = await federation.SumAsync(RobustStep.Create(model, coefficients, null, null), cancellationToken).ConfigureAwait(false);
        return (Packed.Unpack(total.Block("meat"), model.Size), total.Block("score").ToArray());
    }
}
