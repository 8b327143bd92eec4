using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Preflight;

/// <summary>What every party of a run executes: the preflight, its thresholds on the verified totals, then the analysis.</summary>
public static class QuestionProgram
{
    /// <exception cref="FedOncoException"><see cref="ErrorReason.EmptyCohort"/>, or <see cref="ErrorReason.Disclosure"/> below a threshold.</exception>
    public static async Task<object> RunAsync(IAnalysis analysis, StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var plan = PreflightPlan.Of(context);
        var total = await federation.SumAsync(new PreflightStep(plan), cancellationToken).ConfigureAwait(false);
        Require(context.Terms, total.Scalar("patients"), total.Scalar("sites"));
        if (plan is not null) PreflightRules.Require(context, plan, total);
        return await analysis.RunAsync(context, federation, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The site's part of any step of a run.</summary>
    public static Tally Sum(IAnalysis analysis, StudyContext context, Step step, SiteRun run) =>
        step is PreflightStep preflight ? PreflightSite.Sum(context, preflight, run) : analysis.Sum(context, step, run);

    private static void Require(DisclosureTerms terms, double patients, double sites)
    {
        // Below the thresholds an empty cohort looks like any small one: the refusal must not tell them apart.
        if (patients < terms.MinimumPatients || sites < terms.MinimumSites)
            throw PreflightRules.Refused();
        if (patients == 0)
            throw new FedOncoException(ErrorReason.EmptyCohort, "No patient matches the subset at any site. Check its conditions against `fedonco describe`.");
    }
}
