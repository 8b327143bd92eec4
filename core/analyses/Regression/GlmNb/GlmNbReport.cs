using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression.Glm;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.GlmNb;

/// <summary>Coefficients with z statistics at the estimated theta (expected information), and the summary of the fit.</summary>
public sealed class GlmNbReport : IReport<GlmNbTotals>
{
    public Result Report(StudyContext context, GlmNbTotals totals)
    {
        var spec = context.Question.Analysis.GlmNb;
        var (estimates, errors, covariance) = GlmReport.Estimates(totals.Fit, 1);
        var design = totals.Fit.Model.Design;
        var rank = totals.Fit.Solver.Rank;
        var minusTwo = -2 * totals.LogLikelihood;
        var fit = GlmReport.Record(context, totals.Fit, estimates, covariance, 1);
        fit.LogLik = totals.LogLikelihood;
        fit.Parameters = rank + 1;
        return new Result { Fit = fit, Tidy = new CoefficientTable(design.Terms, estimates, errors).Build(spec.ConfInt, spec.HasConfLevel ? spec.ConfLevel : 0.95, spec.Exponentiate) }
            .With("theta", totals.Theta)
            .With("SE.theta", 1 / Math.Sqrt(totals.ThetaInformation))
            .With("null.deviance", totals.Fit.NullDeviance)
            .With("df.null", totals.Fit.Used - (design.Intercept ? 1 : 0))
            .With("logLik", totals.LogLikelihood)
            .With("AIC", minusTwo + (2 * (rank + 1)))
            .With("BIC", minusTwo + ((rank + 1) * StableMath.Log(totals.Fit.Used)))
            .With("deviance", totals.Fit.Deviance)
            .With("df.residual", totals.Fit.Used - rank)
            .With("nobs", totals.Fit.Used)
            .With("n", totals.Fit.Used);
    }
}
