using FedOnco.Analyses.Descriptive.Describe;
using FedOnco.Analyses.Numerics;

namespace FedOnco.Analyses.Descriptive.Smd;

/// <summary>The difference of two groups in standard deviations.</summary>
/// <remarks>Source: Austin (2009), numbers; Yang and Dalton (2012), categories (Mahalanobis distance of the proportions); standard
/// error by Hedges and Olkin (1985), chapter 5.</remarks>
internal static class StandardisedDifference
{
    /// <summary>Of a number: signed, first group less second, over the root of the mean variance.</summary>
    public static double OfNumber(DescribeTotals totals, int variable, int a, int b)
    {
        var cells = totals.Question.Groups.Cells;
        int i = (variable * cells) + a, j = (variable * cells) + b;
        var variance = ((totals.Squares[i] / (totals.Known[i] - 1)) + (totals.Squares[j] / (totals.Known[j] - 1))) / 2;
        var difference = totals.Mean[i] - totals.Mean[j];
        return difference == 0 ? 0 : difference / Math.Sqrt(variance);
    }

    /// <summary>Of a category: never negative.</summary>
    public static double OfFactor(DescribeTotals totals, int variable, int a, int b)
    {
        double[] p = Proportions(totals, variable, a), q = Proportions(totals, variable, b);
        // One level follows from the others; levels that neither group has say nothing.
        var levels = Enumerable.Range(0, p.Length).Where(l => p[l] + q[l] > 0).Skip(1).ToArray();
        var size = levels.Length;
        var matrix = new double[size * size];
        var difference = levels.Select(l => p[l] - q[l]).ToArray();
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                int k = levels[i], l = levels[j];
                matrix[(i * size) + j] = i == j ? ((p[k] * (1 - p[k])) + (q[k] * (1 - q[k]))) / 2 : -((p[k] * p[l]) + (q[k] * q[l])) / 2;
            }
        }

        if (difference.All(d => d == 0)) return 0;
        var solver = SymmetricSolver.Factor(matrix, size);
        if (solver.Rank < size) return double.PositiveInfinity;
        return Math.Sqrt(solver.Solve(difference).Zip(difference, (x, y) => x * y).Sum());
    }

    public static double Error(double d, double n, double m) => Math.Sqrt(((n + m) / (n * m)) + (d * d / (2 * (n + m))));

    /// <summary>Counts of the levels of a factor in a group.</summary>
    public static double[] Counts(DescribeTotals totals, int variable, int group)
    {
        var cells = totals.Question.Groups.Cells;
        var levels = totals.Question.Variables[variable].Levels.Count;
        var offset = cells * totals.Question.Variables.Take(variable).Sum(v => v.Levels.Count);
        return totals.Levels[(offset + (group * levels))..(offset + ((group + 1) * levels))];
    }

    private static double[] Proportions(DescribeTotals totals, int variable, int group) =>
        [.. Counts(totals, variable, group).Select(n => n / totals.Known[(variable * totals.Question.Groups.Cells) + group])];
}
