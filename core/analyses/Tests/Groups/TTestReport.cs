using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Groups;

/// <summary>Student's t test, and Welch's with Satterthwaite's degrees of freedom.</summary>
/// <remarks>Source: Student (1908); Welch (1947).</remarks>
public sealed class TTestReport : IReport<GroupMoments>
{
    public Result Report(StudyContext context, GroupMoments totals)
    {
        var spec = context.Question.Analysis.TTest;
        var level = spec.HasConfLevel ? spec.ConfLevel : 0.95;
        return totals.Groups == 1 ? One(spec, totals, level) : Two(totals, spec.VarEqual, level);
    }

    private static Result One(TTestSpec spec, GroupMoments m, double level)
    {
        var df = m.N[0] - 1;
        var error = Math.Sqrt(m.Variance(0) / m.N[0]);
        var paired = spec.Formula.Left?.Application?.Function == "Pair";
        return Build(new TableBuilder().Numbers("estimate", [m.Mean[0]]), m.Mean[0], error, df, level, paired ? "Paired t-test" : "One Sample t-test", m.N[0]);
    }

    private static Result Two(GroupMoments m, bool equal, double level)
    {
        double v0 = m.Variance(0), v1 = m.Variance(1), error, df;
        if (equal)
        {
            df = m.N[0] + m.N[1] - 2;
            var pooled = (m.Squares[0] + m.Squares[1]) / df;
            error = Math.Sqrt(pooled * ((1 / m.N[0]) + (1 / m.N[1])));
        }
        else
        {
            double e0 = v0 / m.N[0], e1 = v1 / m.N[1];
            error = Math.Sqrt(e0 + e1);
            df = (e0 + e1) * (e0 + e1) / ((e0 * e0 / (m.N[0] - 1)) + (e1 * e1 / (m.N[1] - 1)));
        }

        var difference = m.Mean[0] - m.Mean[1];
        var table = new TableBuilder();
        table.Numbers("estimate", [difference]);
        table.Numbers("estimate1", [m.Mean[0]]).Numbers("estimate2", [m.Mean[1]]);
        return Build(table, difference, error, df, level, equal ? "Two Sample t-test" : "Welch Two Sample t-test", m.N.Sum());
    }

    private static Result Build(TableBuilder table, double estimate, double error, double df, double level, string method, double n)
    {
        if (error <= 1e-14 * Math.Abs(estimate)) throw new FedOncoException(ErrorReason.NotFinite, "The values hardly vary within the groups, so that there is no t statistic.");
        var t = estimate / error;
        var half = Tails.StudentQuantile((1 - level) / 2, df) * error;
        table.Numbers("statistic", [t]).Numbers("p.value", [Tails.StudentTwoSided(t, df)]).Numbers("parameter", [df])
            .Numbers("conf.low", [estimate - half]).Numbers("conf.high", [estimate + half]).Texts("method", [method]).Texts("alternative", ["two.sided"]);
        return new Result { Tidy = table.Build() }.With("n", n);
    }
}
