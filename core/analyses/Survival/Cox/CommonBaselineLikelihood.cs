using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>
/// A common baseline: two sums a step. The first gives, per event time, S0, S1 and over tied events D0, D1, from which
/// <see cref="BaselineTerms"/> follow. The second gives, with w_i = r_i (A(t_i) - delta_i b(t_i)), the score sum (delta - w) x and
/// the products sum w x x', from which Q is taken off.
/// </summary>
internal sealed class CommonBaselineLikelihood(CoxModel model, EventTimes times, IFederation federation) : ICoxLikelihood
{
    public async Task<NewtonPoint?> AtAsync(double[] coefficients, CancellationToken cancellationToken)
    {
        if (RiskSetStep.Create(model, times, coefficients) is not { } step) return null;
        var risk = await federation.SumAsync(step, cancellationToken).ConfigureAwait(false);
        var p = model.Size;
        var terms = BaselineTerms.Of(times, risk.Block("s0"), risk.Block("s1"), risk.Block("d0"), risk.Block("d1"), p);
        var total = await federation.SumAsync(new InformationStep(step, terms.Hazard, terms.Tied), cancellationToken).ConfigureAwait(false);
        return new NewtonPoint(coefficients, risk.Scalar("predictor") - terms.Logs, total.Block("score").ToArray(), terms.InformationOf(Packed.Unpack(total.Block("products"), p)));
    }

    public async Task<(double[] Meat, double[] Score)> RobustAsync(double[] coefficients, CancellationToken cancellationToken)
    {
        var step = RiskSetStep.Create(model, times, coefficients) ?? throw new FedOncoException(ErrorReason.OutOfBounds, "The risks may become too large to add exactly. Rescale the offset.");
        var risk = await federation.SumAsync(step, cancellationToken).ConfigureAwait(false);
        var terms = ScoreTerms.Of(times, risk.Block("s0"), risk.Block("s1"), risk.Block("d0"), risk.Block("d1"), model.Size);
        var total = await federation.SumAsync(RobustStep.Create(model, coefficients, times, terms), cancellationToken).ConfigureAwait(false);
        return (Packed.Unpack(total.Block("meat"), model.Size), total.Block("score").ToArray());
    }
}
