using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>
/// A common baseline: two sums a step. The first gives, per event time, d, S0, S1 and over tied events D0, D1. With q = k/d and
/// s = S0 - q D0 for k = 0 .. d-1: a = sum 1/s, b = sum q/s, Q = sum of xbar xbar', xbar = (S1 - q D1)/s. The second gives, with
/// w_i = r_i (A(t_i) - delta_i b(t_i)), the score sum (delta - w) x and the products sum w x x', from which Q is taken off.
/// </summary>
internal sealed class CommonBaselineLikelihood(CoxModel model, EventTimes times, IFederation federation) : ICoxLikelihood
{
    public async Task<NewtonPoint?> AtAsync(double[] coefficients, CancellationToken cancellationToken)
    {
        if (RiskSetStep.Create(model, times, coefficients) is not { } step) return null;
        var risk = await federation.SumAsync(step, cancellationToken).ConfigureAwait(false);
        var p = model.Size;
        double[] hazard = new double[times.Slots.Length], tied = new double[hazard.Length], squares = new double[p * p];
        var likelihood = risk.Scalar("predictor") - Cumulate(risk, hazard, tied, squares);
        var total = await federation.SumAsync(new InformationStep(step, hazard, tied), cancellationToken).ConfigureAwait(false);
        var information = Packed.Unpack(total.Block("products"), p);
        for (var i = 0; i < information.Length; i++) information[i] -= squares[i];
        return new NewtonPoint(coefficients, likelihood, total.Block("score").ToArray(), information);
    }

    public async Task<(double[] Meat, double[] Score)> RobustAsync(double[] coefficients, CancellationToken cancellationToken)
    {
        var step = RiskSetStep.Create(model, times, coefficients) ?? throw new FedOncoException(ErrorReason.OutOfBounds, "The risks may become too large to add exactly. Rescale the offset.");
        var risk = await federation.SumAsync(step, cancellationToken).ConfigureAwait(false);
        var terms = ScoreTerms.Of(times, risk.Block("s0"), risk.Block("s1"), risk.Block("d0"), risk.Block("d1"), model.Size);
        var total = await federation.SumAsync(RobustStep.Create(model, coefficients, times, terms), cancellationToken).ConfigureAwait(false);
        return (Packed.Unpack(total.Block("meat"), model.Size), total.Block("score").ToArray());
    }

    /// <summary>Returns the sum of log s; fills cumulative hazards, tie corrections and Q.</summary>
    private double Cumulate(Total risk, double[] hazard, double[] tied, double[] squares)
    {
        ReadOnlySpan<double> s0 = risk.Block("s0"), s1 = risk.Block("s1"), d0 = risk.Block("d0"), d1 = risk.Block("d1");
        var p = model.Size;
        var mean = new double[p];
        double logs = 0, cumulative = 0;
        for (var t = 0; t < hazard.Length; t++)
        {
            if (t > 0 && times.Slots[t] / times.Cells != times.Slots[t - 1] / times.Cells) cumulative = 0;
            var at = times.Tied[t];
            double a = 0, b = 0;
            // Without ties, and by Breslow's rule, all deaths of a time have the same term.
            var repeats = at < 0 ? 1 : (int)times.Deaths[t];
            var weight = times.MeanWeight[t] * (at < 0 ? times.Deaths[t] : 1);
            for (var k = 0; k < repeats; k++)
            {
                var q = k / times.Deaths[t];
                var s = s0[t] - (at < 0 ? 0 : q * d0[at]);
                logs += weight * StableMath.Log(s);
                a += weight / s;
                b += weight * q / s;
                for (var j = 0; j < p; j++) mean[j] = (s1[(t * p) + j] - (at < 0 ? 0 : q * d1[(at * p) + j])) / s;
                for (var j = 0; j < p; j++)
                {
                    for (var l = 0; l < p; l++) squares[(j * p) + l] += weight * mean[j] * mean[l];
                }
            }

            cumulative += a;
            hazard[t] = cumulative;
            tied[t] = b;
        }

        return logs;
    }
}
