using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Tables;

/// <summary>Common odds ratio with its interval, and the test that it is one.</summary>
public sealed class MantelhaenReport : IReport<double[]>
{
    public Result Report(StudyContext context, double[] totals)
    {
        var spec = context.Question.Analysis.MantelhaenTest;
        var correct = !spec.HasCorrect || spec.Correct;
        var statistic = MantelTerms.Statistic(totals, correct);
        var (odds, error) = MantelTerms.Odds(totals);
        var half = Tails.NormalQuantile((1 - (spec.HasConfLevel ? spec.ConfLevel : 0.95)) / 2) * error;
        return new Result
        {
            Tidy = new TableBuilder().Numbers("estimate", [odds]).Numbers("statistic", [statistic]).Numbers("p.value", [MantelTerms.P(statistic)]).Numbers("parameter", [1])
                .Numbers("conf.low", [odds * StableMath.Exp(-half)]).Numbers("conf.high", [odds * StableMath.Exp(half)])
                .Texts("method", [$"Mantel-Haenszel chi-squared test with{(correct ? "" : "out")} continuity correction"]).Texts("alternative", ["two.sided"]).Build(),
        }.With("n", totals[7]);
    }
}
