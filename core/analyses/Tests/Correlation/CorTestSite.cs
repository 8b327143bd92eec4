using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Multivariate.Covariance;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Tests.Correlation;

/// <summary>The site's part of cor.test().</summary>
public sealed class CorTestSite : ISitePart
{
    public Tally Sum(StudyContext context, Step step, SiteRun run) => step switch
    {
        FrameStep frame => SiteFrame.Sum(frame, run),
        CovarianceStep covariance => covariance.Sum(run),
        RankProductStep ranks => ranks.Sum(run),
        _ => throw new ArgumentException($"no step of cor.test: {step.Name}"),
    };
}
