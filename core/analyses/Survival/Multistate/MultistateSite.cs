using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Survival.Multistate;

/// <summary>The site's part of a multi-state survfit().</summary>
internal sealed class MultistateSite : ISitePart
{
    public Tally Sum(StudyContext context, Step step, SiteRun run) => step switch
    {
        FrameStep frame => SiteFrame.Sum(frame, run),
        MultistateCountsStep counts => counts.Sum(run),
        InfluenceStep influence => influence.Sum(run),
        _ => throw new ArgumentException($"no step of a multi-state survfit: {step.Name}"),
    };
}
