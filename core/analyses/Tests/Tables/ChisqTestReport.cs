using FedOnco.Analyses.Descriptive;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Tables;

/// <summary>Pearson's chi-squared test of independence, with Yates' correction for 2 x 2.</summary>
/// <remarks>Source: Pearson (1900); Yates (1934). The correction is at most the smallest |observed - expected|, as in R.</remarks>
public sealed class ChisqTestReport : IReport<GroupCounts>
{
    public Result Report(StudyContext context, GroupCounts totals)
    {
        var spec = context.Question.Analysis.ChisqTest;
        var table = ContingencyTable.Of(totals);
        var (statistic, df, p, small, corrected) = Test(table, !spec.HasCorrect || spec.Correct);
        var result = new Result
        {
            Tidy = new TableBuilder().Numbers("statistic", [statistic]).Numbers("parameter", [df]).Numbers("p.value", [p])
                .Texts("method", [corrected ? "Pearson's Chi-squared test with Yates' continuity correction" : "Pearson's Chi-squared test"]).Build(),
        }.With("n", table.N);
        if (small < 5) result.Notes.Add("an expected count is below 5: the chi-squared approximation may be poor; fisher.test() is exact");
        return result;
    }

    /// <summary>Statistic, degrees of freedom, p-value, least expected count, and whether the correction applied.</summary>
    internal static (double Statistic, double Df, double P, double Small, bool Corrected) Test(ContingencyTable table, bool correct)
    {
        var corrected = correct && table is { Rows: 2, Columns: 2 };
        double least = double.PositiveInfinity, statistic = 0, small = double.PositiveInfinity;
        for (var i = 0; i < table.Rows; i++)
        {
            for (var j = 0; j < table.Columns; j++)
            {
                least = Math.Min(least, Math.Abs(table.Cells[i, j] - table.Expected(i, j)));
                small = Math.Min(small, table.Expected(i, j));
            }
        }

        var yates = corrected ? Math.Min(0.5, least) : 0;
        for (var i = 0; i < table.Rows; i++)
        {
            for (var j = 0; j < table.Columns; j++)
            {
                var d = Math.Abs(table.Cells[i, j] - table.Expected(i, j)) - yates;
                statistic += d * d / table.Expected(i, j);
            }
        }

        double df = (table.Rows - 1) * (table.Columns - 1);
        return (statistic, df, Tails.ChiSquared(statistic, df), small, corrected);
    }
}
