using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Disclosure.Models;

/// <summary>A site's part of any step under the rules of models: of a whole analysis, and of one inside another, which must not slip by them.</summary>
internal static class GuardedSite
{
    /// <param name="context">Of the analysis that the step belongs to.</param>
    /// <param name="step">Not a wrapping one, or the wrapping of weights.</param>
    /// <param name="run">Its rows.</param>
    /// <param name="analysis">What answers the steps of the analysis.</param>
    /// <exception cref="FedOnco.Protos.FedOncoException">Disclosure where nearly all weight of a step would lie on few rows of this site.</exception>
    public static Tally Sum(StudyContext context, Step step, SiteRun run, Func<StudyContext, Step, SiteRun, Tally> analysis)
    {
        if (context.IsGuarded && step is IWeightedStep weighted) WeightGuard.Require(weighted, run);
        return step switch
        {
            LeverageProductsStep products => LeverageSite.Sum(products, run),
            LeverageStep leverage => LeverageSite.Sum(leverage, run),
            _ => analysis(context, step, run),
        };
    }
}
