using FedOnco.Analyses.Disclosure.Models;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Meta;

/// <summary>The site's part of meta(): its own fit, under the rules of a model on its own patients.</summary>
public sealed class MetaSite : ISitePart
{
    // The data have no such estimate here; anything else ends the run.
    private static readonly HashSet<ErrorReason> WithoutEstimate =
    [
        ErrorReason.EmptyCohort, ErrorReason.Aliased, ErrorReason.Separation, ErrorReason.NoConvergence, ErrorReason.NotFinite, ErrorReason.NoEvents, ErrorReason.OutOfBounds, ErrorReason.InfiniteCoefficient,
    ];

    public Tally Sum(StudyContext context, Step step, SiteRun run) => step switch
    {
        FrameStep frame => SiteFrame.Sum(frame, run),
        MetaStep meta => Own(context, meta, run),
        _ => throw new ArgumentException($"no step of a meta-analysis: {step.Name}"),
    };

    private static Tally Own(StudyContext context, MetaStep step, SiteRun run)
    {
        var tally = new Tally(step.Layout);
        var alone = MetaQuestion.Alone(context, run.Site);
        try
        {
            Write(step, Fit(alone, run.Part("alone")), IndexOf(step.Sites, run.Site), tally);
        }
        catch (FedOncoException fault) when (WithoutEstimate.Contains(fault.Reason))
        {
            // The slots of this site stay empty, and the answer says so.
        }

        return tally;
    }

    private static Result Fit(StudyContext alone, SiteRun run)
    {
        var analysis = AnalysisRegistry.For(alone.Question);
        IFederation own = new OwnFederation(analysis, alone, run);
        if (alone.IsGuarded) own = new ModelGuard(alone, own);
        // Every sum is there at once: nothing is waited for.
        var totals = analysis.RunAsync(alone, own, CancellationToken.None).GetAwaiter().GetResult();
        return analysis.Report(alone, totals);
    }

    private static void Write(MetaStep step, Result fit, int site, Tally tally)
    {
        var columns = fit.Tidy.Columns.ToDictionary(c => c.Name, StringComparer.Ordinal);
        var (names, estimates, errors) = (columns["term"].Texts.Values, columns["estimate"], columns.GetValueOrDefault("robust.se", columns["std.error"]));
        for (var t = 0; t < step.Terms.Count; t++)
        {
            var row = names.IndexOf(step.Terms[t].Name);
            if (row < 0 || estimates.Missing.Contains((uint)row) || errors.Missing.Contains((uint)row)) continue;
            double estimate = estimates.Numbers.Values[row] * step.Terms[t].Unit, error = errors.Numbers.Values[row] * step.Terms[t].Unit;
            if (!(Math.Abs(estimate) <= MetaStep.Most && error > 0 && error <= MetaStep.Most)) continue;
            var slot = (t * step.Sites.Count) + site;
            tally.Block("estimates")[slot] = estimate;
            tally.Block("errors")[slot] = error;
            tally.Block("fitted")[slot] = 1;
        }

        tally.Block("rows")[site] = GlanceOf(fit, "nobs");
        tally.Block("events")[site] = GlanceOf(fit, "nevent");
    }

    private static double GlanceOf(Result fit, string name) => fit.Glance.FirstOrDefault(g => g.Name == name)?.Number ?? 0;

    private static int IndexOf(IReadOnlyList<string> sites, string site)
    {
        for (var s = 0; s < sites.Count; s++)
        {
            if (sites[s] == site) return s;
        }

        throw new ArgumentException("the site is none of the run's");
    }
}
