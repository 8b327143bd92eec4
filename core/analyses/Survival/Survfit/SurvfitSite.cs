using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Survival.Survfit;

/// <summary>The site's part of a Kaplan-Meier curve: counts, and squared influences where the robust variance needs them.</summary>
public sealed class SurvfitSite : ISitePart
{
    public Tally Sum(StudyContext context, Step step, SiteRun run) => step switch
    {
        FrameStep frame => SiteFrame.SumCounts(frame, run),
        SurvivalCountsStep counts => counts.Sum(run),
        InfluenceSquaresStep squares => squares.Sum(run),
        _ => throw new ArgumentException($"no step of survfit: {step.Name}"),
    };
}
