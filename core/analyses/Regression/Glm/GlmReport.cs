using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>Coefficients with z or t statistics, and the summary of the fit; t statistics where the dispersion is estimated.</summary>
public sealed class GlmReport : IReport<GlmTotals>
{
    public Result Report(StudyContext context, GlmTotals totals)
    {
        var spec = context.Question.Analysis.Glm;
        var design = totals.Model.Design;
        var rank = totals.Solver.Rank;
        var df = totals.Used - rank;
        var family = totals.Model.Family;
        var dispersion = family.HasDispersion ? totals.Pearson / df : 1;
        var (estimates, errors) = Estimates(totals, dispersion);
        var table = new CoefficientTable(design.Terms, estimates, errors, family.HasDispersion ? df : double.PositiveInfinity) { IntervalDf = double.PositiveInfinity };
        var result = new Result { Tidy = table.Build(spec.ConfInt, spec.HasConfLevel ? spec.ConfLevel : 0.95, spec.Exponentiate) };
        var minusTwoLogLik = family.MinusTwoLogLik(totals);
        // The dispersion counts as a parameter where it has a likelihood.
        var parameters = rank + (family.HasDispersion ? 1 : 0);
        return result
            .With("null.deviance", totals.NullDeviance)
            .With("df.null", totals.Used - (design.Intercept ? 1 : 0))
            .With("logLik", -minusTwoLogLik / 2)
            .With("AIC", minusTwoLogLik + (2 * parameters))
            .With("BIC", minusTwoLogLik + (parameters * StableMath.Log(totals.Used)))
            .With("deviance", totals.Deviance)
            .With("df.residual", df)
            .With("nobs", totals.Used)
            .With("dispersion", dispersion);
    }

    /// <summary>Coefficients of the call and their standard errors; NaN where aliased.</summary>
    internal static (double[] Estimates, double[] Errors) Estimates(GlmTotals totals, double dispersion)
    {
        var design = totals.Model.Design;
        var estimates = design.Coefficients(totals.Coefficients);
        var covariance = design.Covariance(totals.Solver.Inverse());
        var errors = new double[estimates.Length];
        var used = totals.Solver.Used.ToHashSet();
        for (var j = 0; j < errors.Length; j++)
        {
            if (!used.Contains(j)) estimates[j] = double.NaN;
            errors[j] = used.Contains(j) ? Math.Sqrt(dispersion * covariance[(j * errors.Length) + j]) : double.NaN;
        }

        return (estimates, errors);
    }
}
