using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Categories;

/// <summary>Slopes, then thresholds ("scale"), with t statistics and no p-values, as broom has them.</summary>
public sealed class PolrReport : IReport<CategoryTotals>
{
    public Result Report(StudyContext context, CategoryTotals totals)
    {
        var spec = context.Question.Analysis.Polr;
        var model = totals.Model;
        int size = model.Means.Length, count = model.Categories - 1, all = size + count;
        var map = Map(model);
        double[] estimates = new double[all], errors = new double[all];
        for (var i = 0; i < all; i++)
        {
            var variance = 0.0;
            for (var j = 0; j < all; j++)
            {
                estimates[i] += map[i, j] * totals.Parameters[j];
                for (var k = 0; k < all; k++) variance += map[i, j] * totals.Covariance[(j * all) + k] * map[i, k];
            }

            errors[i] = Math.Sqrt(variance);
            if (!totals.IsEstimated[i]) estimates[i] = errors[i] = double.NaN;
        }

        // Thresholds are never exponentiated with meaning; broom does it all the same.
        List<string> terms = [.. model.Frame.Columns.Select(c => c.Name), .. Enumerable.Range(0, count).Select(k => $"{model.Names[k]}|{model.Names[k + 1]}")];
        var table = new CoefficientTable(terms, estimates, errors).Build(spec.ConfInt, spec.HasConfLevel ? spec.ConfLevel : 0.95, spec.Exponentiate);
        table.Columns.Remove(table.Columns.First(c => c.Name == "p.value"));
        table.Columns.Add(new TableBuilder().Texts("coef.type", Enumerable.Range(0, all).Select(i => i < size ? "coefficient" : "scale")).Build().Columns[0]);
        var edf = totals.IsEstimated.Count(e => e);
        return new Result { Tidy = table }
            .With("edf", edf)
            .With("logLik", totals.LogLikelihood)
            .With("AIC", (-2 * totals.LogLikelihood) + (2 * edf))
            .With("BIC", (-2 * totals.LogLikelihood) + (edf * StableMath.Log(totals.Weight)))
            .With("deviance", -2 * totals.LogLikelihood)
            .With("df.residual", totals.Weight - edf)
            .With("nobs", totals.Weight);
    }

    /// <summary>From slopes on centred columns to those of the call; thresholds move by what the centring took off the predictor.</summary>
    private static double[,] Map(CategoryModel model)
    {
        int size = model.Means.Length, all = size + model.Categories - 1;
        var map = new double[all, all];
        for (var j = 0; j < size; j++)
        {
            var column = model.Frame.Columns[j];
            map[j, j] = 1 / column.HalfRange;
            for (var k = size; k < all; k++) map[k, j] = (column.Centre / column.HalfRange) + model.Means[j];
        }

        for (var k = size; k < all; k++) map[k, k] = 1;
        return map;
    }
}
