using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Survdiff;

namespace FedOnco.Analyses.Survival.PairwiseSurvdiff;

/// <summary>The site's part of pairwise_survdiff().</summary>
internal sealed class PairwiseSurvdiffSite : ISitePart
{
    public Tally Sum(StudyContext context, Step step, SiteRun run) => step switch
    {
        FrameStep frame => SiteFrame.Sum(frame, run),
        SurvdiffStep counts => counts.Sum(run),
        PairwiseSurvdiffStep pairs => pairs.Sum(run),
        _ => throw new ArgumentException($"no step of pairwise_survdiff: {step.Name}"),
    };
}
