using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.PostFit;
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
        var (estimates, errors, covariance) = Estimates(totals, dispersion);
        var table = new CoefficientTable(design.Terms, estimates, errors, family.HasDispersion ? df : double.PositiveInfinity) { IntervalDf = double.PositiveInfinity };
        var result = new Result { Tidy = table.Build(spec.ConfInt, spec.HasConfLevel ? spec.ConfLevel : 0.95, spec.Exponentiate) };
        var minusTwoLogLik = family.MinusTwoLogLik(totals);
        // The dispersion counts as a parameter where it has a likelihood.
        var parameters = rank + (family.HasDispersion ? 1 : 0);
        result.Fit = Record(context, totals, estimates, covariance, dispersion);
        result.Fit.LogLik = -minusTwoLogLik / 2;
        result.Fit.Parameters = parameters;
        if (totals.Meat is { Clusters: > 0 } clustered) result.Notes.Add($"cluster variance of {clustered.Clusters} clusters: a cluster is the rows of one value at one centre");
        return result
            .With("null.deviance", totals.NullDeviance)
            .With("df.null", totals.Used - (design.Intercept ? 1 : 0))
            .With("logLik", -minusTwoLogLik / 2)
            .With("AIC", minusTwoLogLik + (2 * parameters))
            // As in R the likelihood counts rows of weight 0 as well.
            .With("BIC", minusTwoLogLik + (parameters * StableMath.Log(totals.Model.Frame.Complete)))
            .With("deviance", totals.Deviance)
            .With("df.residual", df)
            .With("nobs", totals.Used)
            .With("dispersion", dispersion);
    }

    internal static Fit Record(StudyContext context, GlmTotals totals, double[] estimates, double[] covariance, double dispersion)
    {
        var fit = FitRecord.Of(context, totals.Model.Frame, totals.Model.Design.Terms, estimates, covariance, totals.Model.Design.RawMeans);
        fit.DfResidual = totals.Used - totals.Solver.Rank;
        fit.Deviance = totals.Deviance;
        fit.Dispersion = dispersion;
        fit.Nobs = totals.Used;
        fit.IsScaled = totals.Model.Family.HasDispersion;
        return fit;
    }

    /// <summary>Coefficients of the call and their standard errors, NaN where aliased; and their covariance.</summary>
    internal static (double[] Estimates, double[] Errors, double[] Covariance) Estimates(GlmTotals totals, double dispersion)
    {
        var design = totals.Model.Design;
        var estimates = design.Coefficients(totals.Coefficients);
        double[] covariance = totals.Meat is { } meat
            ? [.. design.Covariance(SandwichVariance.Of(totals.Solver.Inverse(), meat.Meat, design.Size)).Select(v => v * SandwichVariance.Factor(meat.Kind, totals.Used, totals.Solver.Rank, meat.Clusters, linear: false))]
            : [.. design.Covariance(totals.Solver.Inverse()).Select(v => v * dispersion)];
        var errors = new double[estimates.Length];
        var used = totals.Solver.Used.ToHashSet();
        for (var j = 0; j < errors.Length; j++)
        {
            if (!used.Contains(j)) estimates[j] = double.NaN;
            errors[j] = used.Contains(j) ? Math.Sqrt(covariance[(j * errors.Length) + j]) : double.NaN;
        }

        return (estimates, errors, covariance);
    }
}
