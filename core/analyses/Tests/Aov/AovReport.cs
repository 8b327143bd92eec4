using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression.Lm;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Aov;

/// <summary>What each term adds after those before it.</summary>
/// <remarks>Sequential sums of squares are squares of L' b, L the Cholesky factor of the products (Golub and Van Loan 2013, section 5.3).</remarks>
public sealed class AovReport : IReport<LmTotals>
{
    public Result Report(StudyContext context, LmTotals totals)
    {
        var frame = totals.Design.Frame;
        var terms = frame.Variables.Terms;
        var first = totals.Design.Intercept ? 1 : 0;
        var parts = totals.Solver.Sequential(totals.Coefficients);
        var used = totals.Solver.Used.ToHashSet();
        double[] df = new double[terms.Terms.Count], squares = new double[terms.Terms.Count];
        var scale = totals.Scaling.HalfRange * totals.Scaling.HalfRange;
        for (var j = 0; j < frame.Columns.Count; j++)
        {
            if (!used.Contains(j + first)) continue;
            df[frame.Columns[j].Term]++;
            squares[frame.Columns[j].Term] += parts[j + first] * parts[j + first] * scale;
        }

        var rest = totals.Used - totals.Solver.Rank;
        var residual = totals.ResidualSquares * scale;
        var mean = residual / rest;
        var shown = Enumerable.Range(0, df.Length).Where(t => df[t] > 0).ToList();
        var f = shown.Select(t => rest > 0 ? squares[t] / df[t] / mean : double.NaN).ToList();
        // Without residual degrees of freedom there is no such row and no test.
        IEnumerable<T> Last<T>(T value) => rest > 0 ? [value] : [];
        return new Result
        {
            Tidy = new TableBuilder()
                .Texts("term", shown.Select(t => NameOf(terms, t)).Concat(Last("Residuals")))
                .Numbers("df", shown.Select(t => df[t]).Concat(Last(rest)))
                .Numbers("sumsq", shown.Select(t => squares[t]).Concat(Last(residual)))
                .Numbers("meansq", shown.Select(t => squares[t] / df[t]).Concat(Last(mean)))
                .Numbers("statistic", f.Concat(Last(double.NaN)))
                .Numbers("p.value", f.Select((v, i) => Tails.Fisher(v, df[shown[i]], rest)).Concat(Last(double.NaN)))
                .Build(),
        }.With("n", totals.Used);
    }

    private static string NameOf(ModelTerms terms, int t) => string.Join(':', terms.Terms[t].Select(v => terms.Variables[v].Text));
}
