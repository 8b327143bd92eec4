using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Groups;

/// <summary>Equality of variances.</summary>
/// <remarks>Source: Bartlett (1937).</remarks>
public sealed class BartlettTestReport : IReport<GroupMoments>
{
    public Result Report(StudyContext context, GroupMoments totals)
    {
        var k = totals.Groups;
        var df = totals.N.Sum() - k;
        var pooled = totals.Squares.Sum() / df;
        double logs = 0, inverse = 0;
        for (var g = 0; g < k; g++)
        {
            logs += (totals.N[g] - 1) * StableMath.Log(totals.Variance(g));
            inverse += 1 / (totals.N[g] - 1);
        }

        var statistic = ((df * StableMath.Log(pooled)) - logs) / (1 + ((inverse - (1 / df)) / (3 * (k - 1))));
        return new Result
        {
            Tidy = new TableBuilder().Numbers("statistic", [statistic]).Numbers("p.value", [Tails.ChiSquared(statistic, k - 1)]).Numbers("parameter", [k - 1.0])
                .Texts("method", ["Bartlett test of homogeneity of variances"]).Build(),
        }.With("n", totals.N.Sum());
    }
}
