using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Survival.Cuminc;

/// <summary>The site's part of cuminc().</summary>
internal sealed class CumincSite : ISitePart
{
    public Tally Sum(StudyContext context, Step step, SiteRun run) => step switch
    {
        FrameStep frame => SiteFrame.Sum(frame, run),
        StateCountsStep counts => counts.Sum(run),
        GrayStep gray => gray.Sum(run),
        _ => throw new ArgumentException($"no step of cuminc: {step.Name}"),
    };
}
