using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Cox;
using FedOnco.Analyses.Survival.Survfit;

namespace FedOnco.Analyses.Survival.CoxZph;

/// <summary>The site's part of cox.zph(): that of the Cox fit, and the counts of the pooled curve.</summary>
public sealed class CoxZphSite : ISitePart
{
    private readonly CoxSite _cox = new();

    public Tally Sum(StudyContext context, Step step, SiteRun run) => step switch
    {
        SurvivalCountsStep counts => counts.Sum(run),
        SiteStrataZphStep strata => strata.Sum(run),
        _ => _cox.Sum(context, step, run),
    };
}
