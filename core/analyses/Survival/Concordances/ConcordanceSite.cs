using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Cox;
using FedOnco.Analyses.Survival.Survfit;

namespace FedOnco.Analyses.Survival.Concordances;

/// <summary>The site's part of concordance(): that of the Cox fit, and pairs.</summary>
public sealed class ConcordanceSite : ISitePart
{
    private readonly CoxSite _cox = new();

    public Tally Sum(StudyContext context, Step step, SiteRun run) => step switch
    {
        SitePairsStep pairs => pairs.Sum(run),
        ScoreCellsStep cells => cells.Sum(run),
        SurvivalCountsStep counts => counts.Sum(run),
        ScoreHistogramStep histogram => histogram.Sum(run),
        ScoreTableStep table => table.Sum(run),
        InfluenceStep influence => influence.Sum(run),
        _ => _cox.Sum(context, step, run),
    };
}
