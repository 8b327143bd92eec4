using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression.Glm;
using FedOnco.Analyses.Regression.Lm;

namespace FedOnco.Analyses.Regression.Glmnet;

/// <summary>The site's part of glmnet(): the sums of linear and generalised linear models.</summary>
public sealed class GlmnetSite : ISitePart
{
    private readonly LmSite _lm = new();
    private readonly GlmSite _glm = new();

    public Tally Sum(StudyContext context, Step step, SiteRun run) => step is LmStep ? _lm.Sum(context, step, run) : _glm.Sum(context, step, run);
}
