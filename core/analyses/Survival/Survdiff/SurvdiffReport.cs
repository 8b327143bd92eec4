using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Survdiff;

/// <summary>Observed against expected by group, and the chi-squared statistic of their difference.</summary>
public sealed class SurvdiffReport : IReport<SurvdiffTotals>
{
    public Result Report(StudyContext context, SurvdiffTotals totals)
    {
        var shown = Enumerable.Range(0, totals.N.Length).Where(g => totals.N[g] > 0).ToArray();
        if (shown.Length < 2) throw new FedOncoException(ErrorReason.WrongArgument, "There is only one group in this cohort: nothing to compare.");
        var compared = shown.Where(g => totals.Expected[g] > 0).ToArray();
        if (compared.Length < 2) throw new FedOncoException(ErrorReason.NoEvents, "No events in this cohort, so that there is nothing to compare.");
        var trend = context.Question.Analysis.Survdiff.Trend;
        var statistic = trend ? Trend(totals, compared) : Statistic(totals, compared);
        double df = trend ? 1 : compared.Length - 1;
        var result = new Result
        {
            Tidy = new TableBuilder().Texts("group", shown.Select(g => totals.Labels[g])).Numbers("N", shown.Select(g => totals.N[g]))
                .Numbers("obs", shown.Select(g => totals.Observed[g])).Numbers("exp", shown.Select(g => totals.Expected[g])).Build(),
        }.With("statistic", statistic).With("df", df).With("p.value", Tails.ChiSquared(statistic, df));
        if (totals.Note is { } note) result.Notes.Add($"{note}: a log-rank test of grouped times, those who are censored in a month at risk to its end (strata(site) keeps exact times inside each centre)");
        return result;
    }

    /// <summary>U^2 / V with U = sum s (O - E) and V = s' V s, scores s = 1, 2, ... in the order of the levels.</summary>
    private static double Trend(SurvdiffTotals totals, int[] compared)
    {
        double u = 0, v = 0;
        for (var i = 0; i < compared.Length; i++)
        {
            u += (i + 1) * (totals.Observed[compared[i]] - totals.Expected[compared[i]]);
            for (var j = 0; j < compared.Length; j++) v += (i + 1) * (j + 1) * totals.Variance[(compared[i] * totals.N.Length) + compared[j]];
        }

        if (!(v > 0)) throw new FedOncoException(ErrorReason.NoEvents, "Nobody of another group is at risk at any event, so that there is nothing to compare.");
        return u * u / v;
    }

    /// <summary>(O - E)' V^-1 (O - E) over all groups but the first.</summary>
    private static double Statistic(SurvdiffTotals totals, int[] compared)
    {
        var size = compared.Length - 1;
        double[] matrix = new double[size * size], difference = new double[size];
        for (var i = 0; i < size; i++)
        {
            var g = compared[i + 1];
            difference[i] = totals.Observed[g] - totals.Expected[g];
            for (var j = 0; j < size; j++) matrix[(i * size) + j] = totals.Variance[(g * totals.N.Length) + compared[j + 1]];
        }

        var solved = SymmetricSolver.Factor(matrix, size).Solve(difference);
        return difference.Zip(solved, (d, s) => d * s).Sum();
    }
}
