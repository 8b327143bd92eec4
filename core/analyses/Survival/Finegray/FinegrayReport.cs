using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Analyses.Survival.Cox;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Finegray;

/// <summary>Log subdistribution hazard ratios with robust standard errors.</summary>
internal sealed class FinegrayReport : IReport<CoxTotals>
{
    public Result Report(StudyContext context, CoxTotals totals)
    {
        var spec = context.Question.Analysis.Finegray;
        var (estimates, errors, _) = CoxReport.Coefficients(totals);
        var table = new CoefficientTable([.. totals.Model.Frame.Columns.Select(c => c.Name)], estimates, errors) { Robust = CoxReport.RobustErrors(totals) };
        var result = new Result { Tidy = table.Build(spec.ConfInt, spec.HasConfLevel ? spec.ConfLevel : 0.95, spec.Exponentiate) };
        CoxReport.Summary(result, totals);
        if (totals.Model.Question.Response.Lattice.Note is { } note) result.Notes.Add($"{note}: risk sets and censoring weights by month, events before censorings of the same month (strata(site) keeps exact times inside each centre)");
        return result;
    }
}
