using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Tests.Tables;

/// <summary>The site's part of mantelhaen.test().</summary>
public sealed class MantelhaenSite : ISitePart
{
    public Tally Sum(StudyContext context, Step step, SiteRun run) => step switch
    {
        FrameStep frame => SiteFrame.Sum(frame, run),
        MantelhaenStep tables => tables.Sum(run),
        _ => throw new ArgumentException($"no step of mantelhaen.test: {step.Name}"),
    };
}
