using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>Coefficients with z statistics, and the summary of the fit; dispersion is 1 for these families.</summary>
public sealed class GlmReport : IReport<GlmTotals>
{
    public Result Report(StudyContext context, GlmTotals totals)
    {
        var spec = context.Question.Analysis.Glm;
        var design = totals.Model.Design;
        var estimates = design.Coefficients(totals.Coefficients);
        var covariance = design.Covariance(totals.Solver.Inverse());
        var errors = new double[estimates.Length];
        var used = totals.Solver.Used.ToHashSet();
        for (var j = 0; j < errors.Length; j++)
        {
            if (!used.Contains(j)) estimates[j] = double.NaN;
            errors[j] = used.Contains(j) ? Math.Sqrt(covariance[(j * errors.Length) + j]) : double.NaN;
        }

        var table = new CoefficientTable(design.Terms, estimates, errors);
        var result = new Result { Tidy = table.Build(spec.ConfInt, spec.HasConfLevel ? spec.ConfLevel : 0.95, spec.Exponentiate) };
        var rank = totals.Solver.Rank;
        var minusTwoLogLik = totals.Deviance + totals.Saturated;
        return result
            .With("null.deviance", totals.NullDeviance)
            .With("df.null", totals.Used - (design.Intercept ? 1 : 0))
            .With("logLik", -minusTwoLogLik / 2)
            .With("AIC", minusTwoLogLik + (2 * rank))
            .With("BIC", minusTwoLogLik + (rank * StableMath.Log(totals.Used)))
            .With("deviance", totals.Deviance)
            .With("df.residual", totals.Used - rank)
            .With("nobs", totals.Used)
            .With("dispersion", 1);
    }
}
