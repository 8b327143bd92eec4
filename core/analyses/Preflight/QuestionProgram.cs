using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Disclosure.Models;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Cox;
using FedOnco.Protos;

namespace FedOnco.Analyses.Preflight;

/// <summary>What every party of a run executes: the preflight, its thresholds on the verified totals, then the analysis.</summary>
public static class QuestionProgram
{
    /// <exception cref="FedOncoException"><see cref="ErrorReason.EmptyCohort"/>, or <see cref="ErrorReason.Disclosure"/> below a threshold.</exception>
    public static async Task<object> RunAsync(IAnalysis analysis, StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var plan = PreflightPlan.Of(context);
        var step = new PreflightStep(plan, RequiredVariable.Of(context));
        var total = await federation.SumAsync(step, cancellationToken).ConfigureAwait(false);
        Require(context.Terms, total.Scalar("patients"), total.Scalar("sites"));
        RequireComplete(context, step, total);
        if (plan is not null) PreflightRules.Require(context, plan, total);
        if (plan is not null && context.Terms.Differencing == Differencing.Strict) await StrictPartition.RequireAsync(context, plan, total, federation, cancellationToken).ConfigureAwait(false);
        return await analysis.RunAsync(context, context.IsGuarded ? new ModelGuard(context, federation) : federation, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether a step decides on the answer instead of being part of it.</summary>
    public static bool IsVerdict(Step step) => step is PreflightStep or AtomStep;

    /// <summary>The site's part of any step of a run.</summary>
    /// <exception cref="FedOncoException">Disclosure where nearly all weight of a step would lie on few rows of this site.</exception>
    public static Tally Sum(IAnalysis analysis, StudyContext context, Step step, SiteRun run) => step switch
    {
        PreflightStep preflight => Preflight(context, preflight, run),
        AtomStep atoms => AtomSite.Sum(context, atoms, run),
        RiskWeightsStep weights => weights.Sum(run),
        _ => GuardedSite.Sum(context, step, run, analysis.Sum),
    };

    /// <summary>
    /// With two sites the other one can subtract its own part from every total, and meta() shows a site's own estimates: there the
    /// rules hold for this site alone.
    /// </summary>
    private static Tally Preflight(StudyContext context, PreflightStep step, SiteRun run)
    {
        var tally = PreflightSite.Sum(context, step, run);
        if (context.IsGuarded && (context.Sites.Count == 2 || context.Question.Analysis.KindCase == Analysis.KindOneofCase.Meta)) PreflightRules.RequireAlone(context, step, tally);
        return tally;
    }

    /// <summary>A call on a set runs on exactly its rows. How many rows lack a value is no secret.</summary>
    private static void RequireComplete(StudyContext context, PreflightStep step, Total total)
    {
        if (step.Required.Count == 0) return;
        var lacking = total.Block("lacking").ToArray();
        if (lacking.All(n => n == 0)) return;
        var names = string.Join(", ", step.Required.Where((_, v) => lacking[v] > 0).Select(v => v.Name));
        throw new FedOncoException(ErrorReason.SetIncomplete, $"{names} has missing values on the rows of {context.Question.Set.Name}. Make a set that asks for it, as in analysis_set(.., complete = ~ {names.Replace(", ", " + ", StringComparison.Ordinal)} + ..), and run the calls that belong together on that set.");
    }

    private static void Require(DisclosureTerms terms, double patients, double sites)
    {
        // Below the thresholds an empty cohort looks like any small one: the refusal must not tell them apart.
        if (patients < terms.MinimumPatients || sites < terms.MinimumSites)
            throw PreflightRules.Refused();
        if (patients == 0)
            throw new FedOncoException(ErrorReason.EmptyCohort, "No patient matches the subset at any site. Check its conditions against `fedonco describe`.");
    }
}
