using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.PostFit;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>Log hazard ratios with Wald statistics, and the three tests of the model.</summary>
public sealed class CoxReport : IReport<CoxTotals>
{
    public Result Report(StudyContext context, CoxTotals totals)
    {
        var spec = context.Question.Analysis.Coxph;
        var columns = totals.Model.Frame.Columns;
        var (estimates, errors, inverse) = Coefficients(totals);
        var table = new CoefficientTable([.. columns.Select(c => c.Name)], estimates, errors) { Robust = RobustErrors(totals) };
        var result = new Result { Tidy = table.Build(spec.ConfInt, spec.HasConfLevel ? spec.ConfLevel : 0.95, spec.Exponentiate) };
        if (totals.Model.Penalties is { } penalties) return PenalisedSummary.Add(result, totals, penalties);
        Summary(result, totals);
        result.Fit = Record(context, totals, estimates, inverse);
        if (SubgroupEffects.Of(totals.Model.Frame, result.Fit.Terms, estimates, [.. result.Fit.Covariance], Tails.NormalQuantile((1 - (spec.HasConfLevel ? spec.ConfLevel : 0.95)) / 2)) is { } subgroups)
            result.With("subgroups", subgroups);
        if (totals.Concordance is null && !totals.Model.Question.BySite)
            result.Notes.Add("concordance is not computed for a common baseline: concordance(coxph(..)) gives it with a bound, strata(site) exactly.");
        var grid = totals.Model.Question.Response.Lattice;
        if (grid.Note is { } note)
        {
            var effect = grid.HasUnit ? "log hazard ratios move by little (at most 0.006 on the German breast cancer study" : "where they are no days, estimates may be far from those of exact times (give the variable a unit in the dictionary";
            result.Notes.Add($"{note}: {effect}; strata(site) keeps exact times inside each centre)");
        }

        return result;
    }

    /// <summary>Estimates and model-based standard errors in the units of the call, and the inverse information of the scaled columns.</summary>
    internal static (double[] Estimates, double[] Errors, double[] Inverse) Coefficients(CoxTotals totals)
    {
        var columns = totals.Model.Frame.Columns;
        var inverse = totals.Solver.Inverse();
        var used = totals.Solver.Used.ToHashSet();
        double[] estimates = new double[columns.Count], errors = new double[columns.Count];
        for (var j = 0; j < columns.Count; j++)
        {
            estimates[j] = used.Contains(j) ? totals.Fit.Coefficients[j] / columns[j].HalfRange : double.NaN;
            // R prints a standard error of 0 beside the missing estimate of an aliased term.
            errors[j] = Math.Sqrt(inverse[(j * columns.Count) + j]) / columns[j].HalfRange;
        }

        return (estimates, errors, inverse);
    }

    /// <summary>What calls on the fit need; the covariance is the robust one where there is one.</summary>
    private static Fit Record(StudyContext context, CoxTotals totals, double[] estimates, double[] inverse)
    {
        var columns = totals.Model.Frame.Columns;
        var matrix = totals.Robust?.Matrix ?? inverse;
        var covariance = matrix.Select((v, i) => v / columns[i / columns.Count].HalfRange / columns[i % columns.Count].HalfRange);
        var fit = FitRecord.Of(context, totals.Model.Frame, [.. columns.Select(c => c.Name)], estimates, [.. covariance], []);
        fit.LogLik = totals.Fit.LogLikelihood;
        fit.Parameters = totals.Solver.Rank;
        fit.Dispersion = 1;
        fit.Nobs = totals.Model.Frame.Complete;
        return fit;
    }

    internal static double[]? RobustErrors(CoxTotals totals)
    {
        if (totals.Robust is not { } robust) return null;
        var columns = totals.Model.Frame.Columns;
        return [.. columns.Select((c, j) => Math.Sqrt(robust.Matrix[(j * columns.Count) + j]) / c.HalfRange)];
    }

    internal static void Summary(Result result, CoxTotals totals)
    {
        var n = totals.Model.Frame.Complete;
        var rank = totals.Solver.Rank;
        var ratio = 2 * (totals.Fit.LogLikelihood - totals.Null.LogLikelihood);
        var score = Quadratic(totals.Null.Score, totals.NullSolver.Solve(totals.Null.Score));
        var wald = Wald(totals);
        result
            .With("n", n)
            .With("nevent", totals.Events)
            .With("statistic.log", ratio).With("p.value.log", Tails.ChiSquared(ratio, rank))
            .With("statistic.sc", score).With("p.value.sc", Tails.ChiSquared(score, rank))
            .With("statistic.wald", wald).With("p.value.wald", Tails.ChiSquared(wald, rank))
            .With("statistic.robust", totals.Robust?.ScoreTest ?? double.NaN).With("p.value.robust", totals.Robust is { } r ? Tails.ChiSquared(r.ScoreTest, rank) : double.NaN)
            .With("r.squared", 1 - StableMath.Exp(-ratio / n))
            .With("r.squared.max", 1 - StableMath.Exp(2 * totals.Null.LogLikelihood / n))
            .With("concordance", totals.Concordance?.Estimate ?? double.NaN)
            .With("std.error.concordance", totals.Concordance?.Error ?? double.NaN)
            .With("logLik", totals.Fit.LogLikelihood)
            .With("AIC", (-2 * totals.Fit.LogLikelihood) + (2 * rank))
            .With("BIC", (-2 * totals.Fit.LogLikelihood) + (StableMath.Log(totals.Events) * rank))
            .With("nobs", n)
            .With("loglik0", totals.Null.LogLikelihood);
    }

    private static double Wald(CoxTotals totals)
    {
        var b = totals.Fit.Coefficients;
        if (totals.Robust is { } robust) return Quadratic(b, SymmetricSolver.Factor(robust.Matrix, b.Length, tolerance: 1.818989e-12).Solve(b));
        var sum = 0.0;
        foreach (var i in totals.Solver.Used)
        {
            foreach (var j in totals.Solver.Used) sum += b[i] * totals.Fit.Information[(i * b.Length) + j] * b[j];
        }

        return sum;
    }

    private static double Quadratic(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
