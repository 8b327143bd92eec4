using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Tables;

/// <summary>Common odds ratio with its interval, and the test that it is one.</summary>
public sealed class MantelhaenReport : IReport<MantelhaenTotals>
{
    public Result Report(StudyContext context, MantelhaenTotals totals)
    {
        var spec = context.Question.Analysis.MantelhaenTest;
        if (totals is not { Rows: 2, Columns: 2 }) return General(totals);
        var terms = totals.Terms;
        var correct = !spec.HasCorrect || spec.Correct;
        var statistic = MantelTerms.Statistic(terms, correct);
        var (odds, error) = MantelTerms.Odds(terms);
        var half = Tails.NormalQuantile((1 - (spec.HasConfLevel ? spec.ConfLevel : 0.95)) / 2) * error;
        return new Result
        {
            Tidy = new TableBuilder().Numbers("estimate", [odds]).Numbers("statistic", [statistic]).Numbers("p.value", [MantelTerms.P(statistic)]).Numbers("parameter", [1])
                .Numbers("conf.low", [odds * StableMath.Exp(-half)]).Numbers("conf.high", [odds * StableMath.Exp(half)])
                .Texts("method", [$"Mantel-Haenszel chi-squared test with{(correct && Math.Abs(terms[0]) >= 0.5 ? "" : "out")} continuity correction"]).Texts("alternative", ["two.sided"]).Build(),
        }.With("n", terms[7]);
    }

    /// <summary>Larger tables: the generalised test of Cochran, Mantel and Haenszel.</summary>
    private static Result General(MantelhaenTotals totals)
    {
        var statistic = GeneralMantelTerms.Statistic(totals.Terms, totals.Rows, totals.Columns);
        if (double.IsNaN(statistic)) throw new FedOncoException(ErrorReason.Aliased, "Within the strata some level does not vary apart from the others, so the test has no value. Merge levels or strata.");
        double df = (totals.Rows - 1) * (totals.Columns - 1);
        return new Result
        {
            Tidy = new TableBuilder().Numbers("statistic", [statistic]).Numbers("p.value", [Tails.ChiSquared(statistic, df)]).Numbers("parameter", [df]).Texts("method", ["Cochran-Mantel-Haenszel test"]).Build(),
        }.With("n", totals.Terms[^1]);
    }
}
