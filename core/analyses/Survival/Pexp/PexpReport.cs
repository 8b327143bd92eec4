using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression.Glm;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Pexp;

/// <summary>The table of the Poisson regression: log hazards and log hazard ratios.</summary>
internal sealed class PexpReport : IReport<GlmTotals>
{
    public Result Report(StudyContext context, GlmTotals totals)
    {
        var result = new GlmReport().Report(PexpQuestion.Split(context), totals);
        // Calls on the fit would not find the split rows' columns in the dictionary.
        result.Fit = null;
        result.Notes.Add("rows are patients x intervals: deviance, logLik and nobs are those of R's glm() on survSplit() data");
        return result;
    }
}
