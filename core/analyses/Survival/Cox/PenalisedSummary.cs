using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>What is said of a fit with ridge(): the likelihood without the penalty, and its degrees of freedom.</summary>
/// <remarks>Source: Gray (1992), "Flexible methods for analyzing survival data using splines", equation for df: tr(I H^-1), H = I + penalty.</remarks>
internal static class PenalisedSummary
{
    public static Result Add(Result result, CoxTotals totals, double[] penalties)
    {
        var fit = PenalisedLikelihood.Add(totals.Fit, penalties, -1);
        var inverse = totals.Solver.Inverse();
        var df = 0.0;
        for (var i = 0; i < inverse.Length; i++) df += fit.Information[i] * inverse[i];
        var ratio = 2 * (fit.LogLikelihood - totals.Null.LogLikelihood);
        result.With("n", totals.Model.Frame.Complete).With("nevent", totals.Events)
            .With("statistic.log", ratio).With("p.value.log", Tails.ChiSquared(ratio, df)).With("df", df)
            .With("concordance", totals.Concordance?.Estimate ?? double.NaN).With("std.error.concordance", totals.Concordance?.Error ?? double.NaN)
            .With("logLik", fit.LogLikelihood).With("AIC", (-2 * fit.LogLikelihood) + (2 * df)).With("loglik0", totals.Null.LogLikelihood);
        result.Notes.Add("ridge(): logLik is without the penalty, df its effective degrees of freedom; standard errors are of the penalised information, which do not count the bias. vcov() and the like do not take this fit.");
        return result;
    }
}
