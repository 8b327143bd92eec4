using FedOnco.Analyses.Descriptive;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Tables;

/// <summary>Test of one proportion (Wilson's interval), of two (with the interval of their difference), or of several.</summary>
/// <remarks>Source: Wilson (1927); Newcombe (1998); Yates' correction is at most what the smallest difference allows, as in R.</remarks>
public sealed class PropTestReport : IReport<GroupCounts>
{
    public Result Report(StudyContext context, GroupCounts totals)
    {
        var spec = context.Question.Analysis.PropTest;
        var table = SuccessTable.Of(totals, spec.Success);
        var k = table.Groups.Count;
        if (spec.HasP && k > 1) throw new FedOncoException(ErrorReason.WrongArgument, "p = is for one group: prop.test(~ outcome, p = ..).");
        var level = spec.HasConfLevel ? spec.ConfLevel : 0.95;
        var estimates = table.X.Zip(table.N, (x, n) => x / n).ToArray();
        var yates = (!spec.HasCorrect || spec.Correct) && k <= 2 ? 0.5 : 0;
        var given = k == 1;
        var p = given ? (spec.HasP ? spec.P : 0.5) : table.X.Sum() / table.N.Sum();
        if (p is 0 or 1) throw new FedOncoException(ErrorReason.NoEvents, "The outcome is the same for everyone in this cohort. Widen the subset.");
        double[]? interval = null;
        if (k == 1)
        {
            yates = Math.Min(yates, Math.Abs(table.X[0] - (table.N[0] * p)));
            interval = Wilson(estimates[0], table.N[0], yates, Tails.NormalQuantile((1 - level) / 2));
        }
        else if (k == 2)
        {
            var inverse = (1 / table.N[0]) + (1 / table.N[1]);
            var difference = estimates[0] - estimates[1];
            yates = Math.Min(yates, Math.Abs(difference) / inverse);
            var width = (Tails.NormalQuantile((1 - level) / 2) * Math.Sqrt((estimates[0] * (1 - estimates[0]) / table.N[0]) + (estimates[1] * (1 - estimates[1]) / table.N[1]))) + (yates * inverse);
            interval = [Math.Max(difference - width, -1), Math.Min(difference + width, 1)];
        }

        var statistic = 0.0;
        for (var g = 0; g < k; g++)
        {
            // Successes and failures miss their expectation by the same amount.
            var d = Math.Abs(table.X[g] - (table.N[g] * p)) - yates;
            statistic += (d * d / (table.N[g] * p)) + (d * d / (table.N[g] * (1 - p)));
        }

        double df = given ? 1 : k - 1;
        var method = (k == 1 ? "1-sample proportions test" : $"{k}-sample test for equality of proportions") + $" with{(yates > 0 ? "" : "out")} continuity correction";
        var builder = new TableBuilder();
        for (var g = 0; g < k; g++) builder.Numbers(k == 1 ? "estimate" : $"estimate{g + 1}", [estimates[g]]);
        builder.Numbers("statistic", [statistic]).Numbers("p.value", [Tails.ChiSquared(statistic, df)]).Numbers("parameter", [df]);
        if (interval is not null) builder.Numbers("conf.low", [interval[0]]).Numbers("conf.high", [interval[1]]);
        var result = new Result { Tidy = builder.Texts("method", [method]).Texts("alternative", ["two.sided"]).Build() }.With("n", table.N.Sum());
        result.Notes.Add($"success is {totals.Grouping.Names[^1]} = {table.Success}{(k > 1 ? $"; groups in order: {string.Join(", ", table.Groups)}" : "")}");
        return result;
    }

    private static double[] Wilson(double estimate, double n, double yates, double z)
    {
        var half = z * z / (2 * n);
        double Limit(double centre, double sign) => (centre + half + (sign * z * Math.Sqrt((centre * (1 - centre) / n) + (half / (2 * n))))) / (1 + (2 * half));
        double high = estimate + (yates / n), low = estimate - (yates / n);
        return [low <= 0 ? 0 : Limit(low, -1), high >= 1 ? 1 : Limit(high, 1)];
    }
}
