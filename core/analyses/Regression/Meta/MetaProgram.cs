using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Meta;

/// <summary>The terms of the model on all patients, then one sum of what each centre's own fit makes of them.</summary>
public sealed class MetaProgram : IProgram<MetaTotals>
{
    public async Task<MetaTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var fit = context with { Question = MetaQuestion.FitOf(context.Question) };
        var variables = MetaQuestion.VariablesOf(fit) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        var frame = await ModelFrame.SumAsync(variables, federation, cancellationToken).ConfigureAwait(false);
        var step = new MetaStep(TermsOf(fit, frame), context.Sites);
        return Read(step, await federation.SumAsync(step, cancellationToken).ConfigureAwait(false));
    }

    private static List<MetaTerm> TermsOf(StudyContext fit, ModelFrame frame)
    {
        var analysis = fit.Question.Analysis;
        var outcome = OutcomeUnit(analysis, fit);
        var terms = new List<MetaTerm>();
        if (frame.Intercept && analysis.Coxph is null) terms.Add(new MetaTerm("(Intercept)", outcome));
        terms.AddRange(frame.Columns.Select(c => new MetaTerm(c.Name, c.HalfRange * outcome)));
        return terms;
    }

    /// <summary>Coefficients are in the outcome's unit with the identity link, in its inverse with the inverse one, and in none otherwise.</summary>
    private static double OutcomeUnit(Analysis analysis, StudyContext fit)
    {
        var formula = analysis.Lm?.Formula ?? analysis.Glm?.Formula;
        if (formula is null || ModelQuestion.Of(formula, "", fit, []) is not { Response: { IsFactor: false } response }) return 1;
        var type = response.Columns[0].Type;
        var half = (type.Maximum - type.Minimum) / 2;
        if (!(half > 0) || !double.IsFinite(half)) return 1;
        return analysis.Glm is not { Family: { } family } ? 1 / half : (family.Family, family.Link) switch
        {
            (Family.Gaussian, Link.Unspecified or Link.Identity) or (Family.Gamma, Link.Identity) => 1 / half,
            (Family.Gamma, Link.Unspecified or Link.Inverse) or (Family.Gaussian, Link.Inverse) => half,
            _ => 1,
        };
    }

    private static MetaTotals Read(MetaStep step, Total total)
    {
        var (terms, sites) = (step.Terms, step.Sites);
        var estimates = new List<SiteEstimate>();
        for (var t = 0; t < terms.Count; t++)
        {
            for (var s = 0; s < sites.Count; s++)
            {
                var slot = (t * sites.Count) + s;
                if (total.Block("fitted")[slot] == 0) continue;
                estimates.Add(new SiteEstimate(terms[t].Name, sites[s], total.Block("estimates")[slot] / terms[t].Unit, total.Block("errors")[slot] / terms[t].Unit, total.Block("rows")[s], total.Block("events")[s]));
            }
        }

        if (estimates.Count == 0) throw new FedOncoException(ErrorReason.NotFinite, "No centre's own fit has a finite estimate. Simplify the model, or fit it on all patients together.");
        return new MetaTotals([.. terms.Select(t => t.Name)], sites, estimates);
    }
}
