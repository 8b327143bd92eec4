using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Multivariate.Covariance;

/// <summary>The site's part of cor() and prcomp().</summary>
public sealed class CovarianceSite : ISitePart
{
    public Tally Sum(StudyContext context, Step step, SiteRun run) => step switch
    {
        FrameStep frame => SiteFrame.Sum(frame, run),
        CovarianceStep covariance => covariance.Sum(run),
        _ => throw new ArgumentException($"no step of a covariance matrix: {step.Name}"),
    };
}
