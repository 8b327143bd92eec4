using FedOnco.Analyses.Multivariate.Covariance;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;
using MathNet.Numerics.LinearAlgebra.Double;

namespace FedOnco.Analyses.Multivariate.Prcomp;

/// <summary>Principal components from the covariance (or correlation) matrix; loadings in a table beside, the largest absolute value of each positive.</summary>
/// <remarks>Source: Hotelling (1933).</remarks>
public sealed class PrcompReport : IReport<CovarianceTotals>
{
    public Result Report(StudyContext context, CovarianceTotals totals)
    {
        var scale = context.Question.Analysis.Prcomp.Scale;
        var size = totals.Size;
        for (var i = 0; i < size && scale; i++)
        {
            if (!(totals.Covariance(i, i) > 0)) throw new FedOncoException(ErrorReason.NotFinite, $"{totals.Names[i]} is constant in this cohort and cannot be scaled to unit variance.");
        }

        var matrix = DenseMatrix.Create(size, size, (i, j) => scale ? totals.Correlation(i, j) : totals.Covariance(i, j));
        var eigen = matrix.Evd(MathNet.Numerics.LinearAlgebra.Symmetricity.Symmetric);
        // Ascending: the last is the first component.
        var order = Enumerable.Range(0, size).Reverse().ToArray();
        var variances = order.Select(k => Math.Max(0, eigen.EigenValues[k].Real)).ToArray();
        var sum = variances.Sum();
        var running = 0.0;
        var tidy = new TableBuilder()
            .Numbers("PC", Enumerable.Range(1, size).Select(k => (double)k))
            .Numbers("std.dev", variances.Select(Math.Sqrt))
            .Numbers("percent", variances.Select(v => v / sum))
            .Numbers("cumulative", variances.Select(v => (running += v) / sum))
            .Build();
        return new Result { Tidy = tidy }.With("n", totals.N).With("loadings", Loadings(totals, order, eigen.EigenVectors));
    }

    private static Protos.Table Loadings(CovarianceTotals totals, int[] order, MathNet.Numerics.LinearAlgebra.Matrix<double> vectors)
    {
        var rows = order.SelectMany((k, pc) =>
        {
            var column = vectors.Column(k);
            var sign = Math.Sign(column[column.AbsoluteMaximumIndex()]);
            return totals.Names.Select((name, i) => (Name: name, Pc: pc + 1.0, Value: sign * column[i]));
        }).ToList();
        return new TableBuilder("loadings").Texts("variable", rows.Select(r => r.Name)).Numbers("PC", rows.Select(r => r.Pc)).Numbers("value", rows.Select(r => r.Value)).Build();
    }
}
