using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Survival.Survdiff;

/// <summary>The site's part of survdiff().</summary>
public sealed class SurvdiffSite : ISitePart
{
    public Tally Sum(StudyContext context, Step step, SiteRun run) => step switch
    {
        FrameStep frame => SiteFrame.SumCounts(frame, run),
        SurvdiffStep counts => counts.Sum(run),
        _ => throw new ArgumentException($"no step of survdiff: {step.Name}"),
    };
}
