using FedOnco.Analyses.Descriptive;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Tables;

/// <summary>Fisher's exact test: odds ratio with exact interval for 2 x 2, the p-value for larger tables.</summary>
/// <remarks>Source: Fisher (1935). The interval solves the same equations as R's to the last bit; R stops at 1.2e-4.</remarks>
public sealed class FisherTestReport : IReport<GroupCounts>
{
    private const string Method = "Fisher's Exact Test for Count Data";

    public Result Report(StudyContext context, GroupCounts totals)
    {
        var spec = context.Question.Analysis.FisherTest;
        var table = ContingencyTable.Of(totals);
        return table is { Rows: 2, Columns: 2 } ? TwoByTwo(table, spec.HasConfLevel ? spec.ConfLevel : 0.95) : Larger(table);
    }

    private static Result TwoByTwo(ContingencyTable table, double level)
    {
        var odds = new ConditionalOdds(table);
        var (low, high) = odds.Interval(level);
        return new Result
        {
            Tidy = new TableBuilder().Numbers("estimate", [odds.Estimate()]).Numbers("p.value", [odds.TwoSided()]).Numbers("conf.low", [low]).Numbers("conf.high", [high])
                .Texts("method", [Method]).Texts("alternative", ["two.sided"]).Build(),
        }.With("n", table.N);
    }

    private static Result Larger(ContingencyTable table)
    {
        var (p, exact) = new ExactTables(table).Probability();
        var result = new Result { Tidy = new TableBuilder().Numbers("p.value", [p]).Texts("method", [Method]).Texts("alternative", ["two.sided"]).Build() }.With("n", table.N);
        if (!exact) result.Notes.Add("too many tables to enumerate: p is from 100,000 random tables with these margins, a fixed seed");
        return result;
    }
}
