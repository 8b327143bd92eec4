using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Glmnet;

/// <summary>Coefficients that are not 0 at each penalty, as broom shows them.</summary>
public sealed class GlmnetReport : IReport<GlmnetTotals>
{
    public Result Report(StudyContext context, GlmnetTotals totals)
    {
        var rows = new List<(string Term, double Step, double Estimate, double Lambda, double Ratio)>();
        for (var k = 0; k < totals.Path.Count; k++)
        {
            var fit = totals.Path[k];
            var estimates = totals.Design.Coefficients(fit.Coefficients);
            for (var j = 0; j < estimates.Length; j++)
            {
                if (j == 0 || fit.Coefficients[j] != 0) rows.Add((totals.Design.Terms[j], k + 1, estimates[j], fit.Lambda, 1 - (fit.Deviance / totals.NullDeviance)));
            }
        }

        // As broom has them: term by term, each along the path.
        var order = totals.Design.Terms.SelectMany(t => rows.Where(r => r.Term == t)).ToList();
        return new Result
        {
            Tidy = new TableBuilder().Texts("term", order.Select(r => r.Term)).Numbers("step", order.Select(r => r.Step)).Numbers("estimate", order.Select(r => r.Estimate))
                .Numbers("lambda", order.Select(r => r.Lambda)).Numbers("dev.ratio", order.Select(r => r.Ratio)).Build(),
        }.With("nulldev", totals.NullDeviance).With("nobs", totals.Used).With("kkt", totals.Path.Max(f => f.Residual));
    }
}
