using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Survival.Netsurv;

/// <summary>The site's part of netsurv().</summary>
public sealed class NetsurvSite : ISitePart
{
    public Tally Sum(StudyContext context, Step step, SiteRun run) => step switch
    {
        FrameStep frame => SiteFrame.Sum(frame, run),
        NetsurvStep net => net.Sum(run),
        _ => throw new ArgumentException($"no step of net survival: {step.Name}"),
    };
}
