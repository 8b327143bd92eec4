using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Survival.Pyears;

/// <summary>The site's part of pyears().</summary>
internal sealed class PyearsSite : ISitePart
{
    public Tally Sum(StudyContext context, Step step, SiteRun run) => step switch
    {
        FrameStep frame => SiteFrame.Sum(frame, run),
        PyearsStep time => time.Sum(run),
        _ => throw new ArgumentException($"no step of pyears: {step.Name}"),
    };
}
