using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.PostFit;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Lm;

/// <summary>Coefficients with t statistics, and the summary of the fit.</summary>
public sealed class LmReport : IReport<LmTotals>
{
    private const double Log2Pi = 1.8378770664093453;

    public Result Report(StudyContext context, LmTotals totals)
    {
        var spec = context.Question.Analysis.Lm;
        var rank = totals.Solver.Rank;
        var df = totals.Used - rank;
        var scale = totals.Scaling.HalfRange;
        var variance = df > 0 ? totals.ResidualSquares / df : double.NaN;
        var estimates = Estimates(totals);
        var size = totals.Design.Size;
        var covariance = totals.Design.Covariance(totals.Meat is { } meat ? SandwichVariance.Of(totals.Solver.Inverse(), meat.Meat, size) : totals.Solver.Inverse());
        if (totals.Meat is { } robust) variance = SandwichVariance.Factor(robust.Kind, totals.Used, rank, robust.Clusters, linear: true);
        var errors = new double[estimates.Length];
        for (var j = 0; j < errors.Length; j++) errors[j] = double.IsNaN(estimates[j]) ? double.NaN : Math.Sqrt(variance * covariance[(j * errors.Length) + j]) * scale;
        var table = new CoefficientTable(totals.Design.Terms, estimates, errors, df);
        var result = new Result { Tidy = table.Build(spec.ConfInt, spec.HasConfLevel ? spec.ConfLevel : 0.95, spec.Exponentiate) };
        Summary(result, totals, rank, df);
        if (totals.Meat is { Clusters: > 0 } clustered) result.Notes.Add($"cluster variance of {clustered.Clusters} clusters: a cluster is the rows of one value at one centre");
        result.Fit = FitRecord.Of(context, totals.Design.Frame, totals.Design.Terms, estimates, [.. covariance.Select(v => v * variance * scale * scale)], totals.Design.RawMeans);
        result.Fit.DfResidual = df;
        result.Fit.LogLik = LogLik(totals, scale);
        result.Fit.Parameters = rank + 1;
        result.Fit.Deviance = totals.ResidualSquares * scale * scale;
        result.Fit.Dispersion = result.Fit.Deviance / df;
        result.Fit.Nobs = totals.Used;
        result.Fit.IsScaled = true;
        return result;
    }

    private static double LogLik(LmTotals totals, double scale) =>
        0.5 * (totals.LogWeight - (totals.Used * (Log2Pi + 1 - StableMath.Log(totals.Used) + StableMath.Log(totals.ResidualSquares * scale * scale))));

    private static double[] Estimates(LmTotals totals)
    {
        var scaled = totals.Coefficients.Select(b => b * totals.Scaling.HalfRange).ToArray();
        if (totals.Design.Intercept) scaled[0] += totals.Scaling.Centre + (totals.Scaling.HalfRange * totals.ResponseMean);
        var estimates = totals.Design.Coefficients(scaled);
        var used = totals.Solver.Used.ToHashSet();
        for (var j = 0; j < estimates.Length; j++)
        {
            if (!used.Contains(j)) estimates[j] = double.NaN;
        }

        return estimates;
    }

    /// <summary>broom's glance of lm; the likelihood is that of normal errors with estimated variance.</summary>
    private static Result Summary(Result result, LmTotals totals, int rank, double df)
    {
        var intercept = totals.Design.Intercept ? 1 : 0;
        var scale = totals.Scaling.HalfRange;
        double residual = totals.ResidualSquares * scale * scale, all = totals.TotalSquares * scale * scale, n = totals.Used;
        var model = rank - intercept;
        var explained = double.IsNaN(totals.FittedSquares) ? all - residual : totals.FittedSquares * scale * scale;
        var share = model > 0 ? explained / (explained + residual) : 0;
        // As in broom a single coefficient has no F test.
        var statistic = model > 0 && df > 0 && rank > 1 ? explained / model / (residual / df) : double.NaN;
        var logLik = LogLik(totals, scale);
        return result
            .With("r.squared", share)
            .With("adj.r.squared", model > 0 ? 1 - ((1 - share) * ((n - intercept) / df)) : 0)
            .With("sigma", Math.Sqrt(residual / df))
            .With("statistic", statistic)
            .With("p.value", Tails.Fisher(statistic, model, df))
            .With("df", model > 0 && rank > 1 ? model : double.NaN)
            .With("logLik", logLik)
            .With("AIC", (-2 * logLik) + (2 * (rank + 1)))
            .With("BIC", (-2 * logLik) + (StableMath.Log(n) * (rank + 1)))
            .With("deviance", residual)
            .With("df.residual", df)
            .With("nobs", n);
    }
}
