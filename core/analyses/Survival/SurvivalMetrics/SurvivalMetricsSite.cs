using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Concordances;

namespace FedOnco.Analyses.Survival.SurvivalMetrics;

/// <summary>The site's part of survival_metrics(): that of the concordance and its Cox fit, and sums by horizon.</summary>
public sealed class SurvivalMetricsSite : ISitePart
{
    private readonly ConcordanceSite _concordance = new();

    public Tally Sum(StudyContext context, Step step, SiteRun run) => step switch
    {
        HorizonTableStep table => table.Sum(run),
        CasePositionsStep positions => positions.Sum(run),
        InfluenceSquaresStep squares => squares.Sum(run),
        _ => _concordance.Sum(context, step, run),
    };
}
