using FedOnco.Analyses.Descriptive;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Tables;

/// <summary>Symmetry of a square table.</summary>
/// <remarks>Source: McNemar (1947); Bowker (1948) for more than two levels. Not a number, as in R, where two levels are never exchanged.</remarks>
public sealed class McnemarTestReport : IReport<GroupCounts>
{
    public Result Report(StudyContext context, GroupCounts totals)
    {
        var spec = context.Question.Analysis.McnemarTest;
        var table = ContingencyTable.Of(totals);
        if (table.Rows != table.Columns) throw new FedOncoException(ErrorReason.WrongArgument, "mcnemar.test() needs two variables with the same levels.");
        var corrected = table.Rows == 2 && (!spec.HasCorrect || spec.Correct) && table.Cells[0, 1] != table.Cells[1, 0];
        double statistic = 0;
        for (var i = 0; i < table.Rows; i++)
        {
            for (var j = 0; j < i; j++)
            {
                double a = table.Cells[i, j], b = table.Cells[j, i];
                var d = Math.Abs(a - b) - (corrected ? 1 : 0);
                statistic += d * d / (a + b);
            }
        }

        double df = table.Rows * (table.Rows - 1) / 2;
        return new Result
        {
            Tidy = new TableBuilder().Numbers("statistic", [statistic]).Numbers("p.value", [Tails.ChiSquared(statistic, df)]).Numbers("parameter", [df])
                .Texts("method", [corrected ? "McNemar's Chi-squared test with continuity correction" : "McNemar's Chi-squared test"]).Build(),
        }.With("n", table.N);
    }
}
