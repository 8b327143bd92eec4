using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Tests.Ranks;

/// <summary>The site's part of wilcox.test() and kruskal.test().</summary>
public sealed class RankTestSite : ISitePart
{
    public Tally Sum(StudyContext context, Step step, SiteRun run) => step switch
    {
        FrameStep frame => SiteFrame.Sum(frame, run),
        RankCountsStep counts => counts.Sum(run),
        _ => throw new ArgumentException($"no step of a rank test: {step.Name}"),
    };
}
