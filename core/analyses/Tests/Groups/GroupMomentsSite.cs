using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Tests.Groups;

/// <summary>The site's part of the tests on moments by group.</summary>
public sealed class GroupMomentsSite : ISitePart
{
    public Tally Sum(StudyContext context, Step step, SiteRun run) => step switch
    {
        FrameStep frame => SiteFrame.Sum(frame, run),
        GroupMomentsStep moments => GroupMoments.Sum(moments, run),
        _ => throw new ArgumentException($"no step of a test by group: {step.Name}"),
    };
}
