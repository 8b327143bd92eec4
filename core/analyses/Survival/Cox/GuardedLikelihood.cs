using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>
/// A likelihood under disclosure control: a Newton step that goes so far that some site would have to refuse it is shortened by
/// all parties before it is asked for. An honest first step on a skewed covariate can be such a one.
/// </summary>
internal sealed class GuardedLikelihood(CoxModel model, ICoxLikelihood likelihood, IFederation federation) : ICoxLikelihood
{
    /// <inheritdoc/>
    public async Task<NewtonPoint?> AtAsync(double[] coefficients, CancellationToken cancellationToken)
    {
        if (RiskWeightsStep.IsNeeded(model, coefficients) && (await federation.SumAsync(new RiskWeightsStep(model, coefficients), cancellationToken).ConfigureAwait(false)).Scalar("uneven") > 0) return null;
        return await likelihood.AtAsync(coefficients, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<(double[] Meat, double[] Score)> RobustAsync(double[] coefficients, CancellationToken cancellationToken) => likelihood.RobustAsync(coefficients, cancellationToken);
}
