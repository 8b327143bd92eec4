using FedOnco.Analyses.Multivariate.Covariance;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Multivariate.Prcomp;

/// <summary>Principal components from the triangular root of the covariance (or correlation) matrix; loadings in a table beside, the largest absolute value of each positive.</summary>
/// <remarks>Components beyond the rank are exactly 0: the rank is at most n - 1, and a variable adds to it where more than rounding is
/// left of it after those before it. As in R there are at most n components. Source: Hotelling (1933).</remarks>
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

        var components = Components(totals, scale);
        var shown = (int)Math.Min(size, totals.N);
        var variances = components.Select(c => c.Deviation * c.Deviation).ToArray();
        var sum = variances.Sum();
        var running = 0.0;
        var tidy = new TableBuilder()
            .Numbers("PC", Enumerable.Range(1, shown).Select(k => (double)k))
            .Numbers("std.dev", components.Take(shown).Select(c => c.Deviation))
            .Numbers("percent", variances.Take(shown).Select(v => v / sum))
            .Numbers("cumulative", variances.Take(shown).Select(v => (running += v) / sum))
            .Build();
        return new Result { Tidy = tidy }.With("n", totals.N).With("loadings", Loadings(totals, components.Take(shown)));
    }

    /// <summary>All of them, the largest first.</summary>
    private static List<(double Deviation, double[] Vector)> Components(CovarianceTotals totals, bool scale)
    {
        var size = totals.Size;
        var root = totals.Root ?? throw new ArgumentException("the totals of a principal component analysis have a root");
        var deviations = Enumerable.Range(0, size).Select(j => scale ? Math.Sqrt(totals.Covariance(j, j)) : 1).ToArray();
        var columns = Enumerable.Range(0, size).Select(i => Enumerable.Range(0, size).Select(j => root[(i * size) + j] / deviations[j]).ToArray()).Where((_, i) => root[(i * size) + i] != 0).ToArray();
        OneSidedJacobi.Rotate(columns);
        var rank = (int)Math.Min(columns.Length, totals.N - 1);
        List<(double Deviation, double[] Vector)> components =
            [.. columns.Select(c => (Deviation: Length(c), Vector: c)).OrderByDescending(c => c.Deviation).Take(rank).Select(c => (c.Deviation, Unit(c.Vector)))];
        while (components.Count < size) components.Add((0, Orthogonal(components, size)));
        return components;
    }

    /// <summary>A direction in which nothing varies: what is left of the axis that the others explain least.</summary>
    private static double[] Orthogonal(List<(double Deviation, double[] Vector)> others, int size)
    {
        double[] best = [];
        var most = -1.0;
        for (var axis = 0; axis < size; axis++)
        {
            var left = new double[size];
            left[axis] = 1;
            // Twice is enough (Kahan and Parlett).
            for (var pass = 0; pass < 2; pass++)
            {
                foreach (var (_, vector) in others)
                {
                    var share = 0.0;
                    for (var i = 0; i < size; i++) share += vector[i] * left[i];
                    for (var i = 0; i < size; i++) left[i] -= share * vector[i];
                }
            }

            if (Length(left) > most) (best, most) = (left, Length(left));
        }

        return Unit(best);
    }

    private static double Length(double[] vector) => Math.Sqrt(vector.Sum(v => v * v));

    private static double[] Unit(double[] vector)
    {
        var length = Length(vector);
        return length > 0 ? [.. vector.Select(v => v / length)] : vector;
    }

    private static Protos.Table Loadings(CovarianceTotals totals, IEnumerable<(double Deviation, double[] Vector)> components)
    {
        var rows = components.SelectMany((component, pc) =>
        {
            var largest = component.Vector.MaxBy(Math.Abs);
            return totals.Names.Select((name, i) => (Name: name, Pc: pc + 1.0, Value: Math.Sign(largest) * component.Vector[i]));
        }).ToList();
        return new TableBuilder("loadings").Texts("variable", rows.Select(r => r.Name)).Numbers("PC", rows.Select(r => r.Pc)).Numbers("value", rows.Select(r => r.Value)).Build();
    }
}
