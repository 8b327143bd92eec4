using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Meta;

/// <summary>A row a coefficient, columns named as broom names them for meta-analyses; the centres' estimates in a table beside.</summary>
public sealed class MetaReport : IReport<MetaTotals>
{
    // Below this number of centres normal intervals are far too narrow.
    private const int Few = 10;

    public Result Report(StudyContext context, MetaTotals totals)
    {
        var spec = context.Question.Analysis.Meta;
        var fits = totals.Terms.Select(t => (Term: t, Of: totals.Estimates.Where(e => e.Term == t).ToList()))
            .Select(t => (t.Term, t.Of, Fit: t.Of.Count == 0 ? null : RandomEffects.Of([.. t.Of.Select(e => e.Estimate)], [.. t.Of.Select(e => e.Error * e.Error)], spec.Method, spec.Test))).ToList();
        var result = new Result { Tidy = Tidy(fits, spec) };
        var sites = totals.Estimates.DistinctBy(e => e.Site).ToList();
        var method = spec.Method switch { MetaMethod.Fixed => "FE", MetaMethod.DersimonianLaird => "DL", _ => "REML" };
        result.With("method", method).With("test", spec.Test == MetaTest.HartungKnapp ? "knha" : "z").With("nobs", sites.Sum(s => s.Rows));
        if (context.Question.Analysis.Meta.Coxph is not null) result.With("nevent", sites.Sum(s => s.Events));
        result.With("sites", Sites(fits));
        Notes(result, totals, spec, sites);
        return result;
    }

    private static Protos.Table Tidy(List<(string Term, List<SiteEstimate> Of, RandomEffects? Fit)> fits, MetaSpec spec)
    {
        var level = spec.HasConfLevel ? spec.ConfLevel : 0.95;
        var shown = spec.Exponentiate ? StableExp : (Func<double, double>)(v => v);
        IEnumerable<double> Of(Func<RandomEffects, double> value) => fits.Select(f => f.Fit is null ? double.NaN : value(f.Fit));
        // One effect has no distribution of effects to predict from.
        double Spread(RandomEffects f) => spec.Method == MetaMethod.Fixed ? double.NaN : Math.Sqrt((f.Error * f.Error) + f.TauSquared);
        return new TableBuilder()
            .Texts("term", fits.Select(f => f.Term))
            .Numbers("estimate", Of(f => shown(f.Estimate)))
            .Numbers("std.error", Of(f => f.Error))
            .Numbers("statistic", Of(f => f.Estimate / f.Error))
            .Numbers("p.value", Of(f => double.IsInfinity(f.Df) ? Tails.NormalTwoSided(f.Estimate / f.Error) : f.Df > 0 ? Tails.StudentTwoSided(f.Estimate / f.Error, f.Df) : double.NaN))
            .Numbers("conf.low", Of(f => shown(f.Estimate - f.Reach(f.Error, level))))
            .Numbers("conf.high", Of(f => shown(f.Estimate + f.Reach(f.Error, level))))
            .Numbers("pred.low", Of(f => shown(f.Estimate - f.Reach(Spread(f), level))))
            .Numbers("pred.high", Of(f => shown(f.Estimate + f.Reach(Spread(f), level))))
            .Numbers("tau.squared", Of(f => f.TauSquared))
            .Numbers("i.squared", Of(f => f.ISquared))
            .Numbers("h.squared", Of(f => f.HSquared))
            .Numbers("cochran.qe", Of(f => f.Q))
            .Numbers("p.value.cochran.qe", fits.Select(f => f.Of.Count < 2 ? double.NaN : Tails.ChiSquared(f.Fit!.Q, f.Of.Count - 1)))
            .Numbers("sites", fits.Select(f => (double)f.Of.Count))
            .Build();
    }

    private static Protos.Table Sites(List<(string Term, List<SiteEstimate> Of, RandomEffects? Fit)> fits)
    {
        var rows = fits.SelectMany(f => f.Of.Select((e, i) => (Estimate: e, Weight: f.Fit!.Weights[i]))).ToList();
        return new TableBuilder("sites")
            .Texts("term", rows.Select(r => r.Estimate.Term))
            .Texts("site", rows.Select(r => r.Estimate.Site))
            .Numbers("estimate", rows.Select(r => r.Estimate.Estimate))
            .Numbers("std.error", rows.Select(r => r.Estimate.Error))
            .Numbers("weight", rows.Select(r => r.Weight))
            .Numbers("n", rows.Select(r => r.Estimate.Rows))
            .Build();
    }

    private static void Notes(Result result, MetaTotals totals, MetaSpec spec, List<SiteEstimate> sites)
    {
        result.Notes.Add("two-stage: each centre's own fit, combined; the same call without meta() fits all patients together");
        foreach (var site in totals.Sites.Where(s => sites.TrueForAll(e => e.Site != s))) result.Notes.Add($"{site} has no estimate of its own: its fit has none that is finite");
        foreach (var site in sites)
        {
            var lacking = totals.Terms.Except(totals.Estimates.Where(e => e.Site == site.Site).Select(e => e.Term)).ToList();
            if (lacking.Count > 0) result.Notes.Add($"{site.Site} has no estimate of {string.Join(", ", lacking)}");
        }

        if (spec.Method != MetaMethod.Fixed && spec.Test != MetaTest.HartungKnapp && sites.Count < Few) result.Notes.Add("with few centres normal intervals of random effects are too narrow: test = \"knha\" is Hartung and Knapp's");
    }

    private static double StableExp(double value) => StableMath.Exp(value);
}
