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
        var own = run.Part(part.Part);
        if (context.IsGuarded && part.Inner is IWeightedStep weighted) WeightGuard.Require(weighted, own);
        return _cox.Sum(CoxCauses.Of(context, part.Part), part.Inner, own);
    }
}
