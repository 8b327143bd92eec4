using FedOnco.Analyses.Disclosure.Models;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Cox;

namespace FedOnco.Analyses.Survival.CoxCauses;

/// <summary>The site's part: that of the state's Cox model, on rows with a cache of their own.</summary>
internal sealed class CoxCausesSite : ISitePart
{
    private readonly CoxSite _cox = new();

    public Tally Sum(StudyContext context, Step step, SiteRun run)
    {
        if (step is not PartStep part) throw new ArgumentException($"no step of coxph with several states: {step.Name}");
        return GuardedSite.Sum(CoxCauses.Of(context, part.Part), part.Inner, run.Part(part.Part), _cox.Sum);
    }
}
