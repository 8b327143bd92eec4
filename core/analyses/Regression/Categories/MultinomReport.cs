using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Categories;

/// <summary>A row a category but the first and term.</summary>
public sealed class MultinomReport : IReport<CategoryTotals>
{
    public Result Report(StudyContext context, CategoryTotals totals)
    {
        var spec = context.Question.Analysis.Multinom;
        var design = totals.Model.Design;
        int size = design.Size, others = totals.Model.Categories - 1, all = others * size;
        double[] estimates = new double[all], errors = new double[all];
        for (var k = 0; k < others; k++)
        {
            var block = new double[size * size];
            for (var i = 0; i < size * size; i++) block[i] = totals.Covariance[(((k * size) + (i / size)) * all) + (k * size) + (i % size)];
            design.Coefficients(totals.Parameters[(k * size)..((k + 1) * size)]).CopyTo(estimates, k * size);
            var covariance = design.Covariance(block);
            for (var i = 0; i < size; i++) errors[(k * size) + i] = Math.Sqrt(covariance[(i * size) + i]);
        }

        for (var j = 0; j < all; j++)
        {
            if (!totals.IsEstimated[j]) estimates[j] = errors[j] = double.NaN;
        }

        var table = new CoefficientTable([.. Enumerable.Range(0, others).SelectMany(_ => design.Terms)], estimates, errors).Build(spec.ConfInt, spec.HasConfLevel ? spec.ConfLevel : 0.95, spec.Exponentiate);
        var level = new TableBuilder().Texts("y.level", Enumerable.Range(0, all).Select(j => totals.Model.Names[(j / size) + 1])).Build().Columns[0];
        table.Columns.Insert(0, level);
        var edf = totals.IsEstimated.Count(e => e);
        return new Result { Tidy = table }
            .With("edf", edf)
            .With("deviance", -2 * totals.LogLikelihood)
            .With("AIC", (-2 * totals.LogLikelihood) + (2 * edf))
            .With("nobs", totals.Model.Frame.Complete);
    }
}
