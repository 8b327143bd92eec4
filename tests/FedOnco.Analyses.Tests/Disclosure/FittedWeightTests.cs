using FedOnco.Analyses.Disclosure.Models;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression.Categories;
using FedOnco.Analyses.Regression.Glm;
using FedOnco.Analyses.Regression.GlmNb;
using FedOnco.Analyses.Survival.Cox;
using FedOnco.Analyses.Survival.Finegray;
using FedOnco.Analyses.Tests.Harness;
using FedOnco.Language;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Disclosure;

/// <summary>
/// Sums whose weights come from a fit: at coefficients that a lying peer led to, one patient carries them all. Of every kind of
/// fit, and of fits inside other analyses; honest fits stay far from the guard.
/// </summary>
public sealed class FittedWeightTests
{
    private const string Risks = "Surv(ifelse(recur == 1, rtime, dtime), factor(ifelse(recur == 1, 1, ifelse(death == 1, 2, 0))))";

    public static TheoryData<string> Calls() =>
    [
        "glm(death ~ er, data = rotterdam, family = binomial)",
        "glm.nb(nodes ~ er, data = rotterdam)",
        "multinom(size ~ er, data = rotterdam)",
        "polr(size ~ er, data = rotterdam)",
        $"finegray({Risks} ~ er, data = rotterdam)",
        $"finegray({Risks} ~ er + strata(site), data = rotterdam)",
        $"coxph({Risks} ~ er, data = rotterdam, id = pid)",
        "iptw(hormon ~ er, data = rotterdam)",
        "pexp(Surv(dtime, death) ~ er, data = rotterdam, breaks = c(1826))",
        "train(death ~ er, data = rotterdam, model = elastic_net())",
        "train(Surv(dtime, death) ~ er, data = rotterdam, model = cox_net())",
        "glm(death ~ er, data = rotterdam, family = quasibinomial, weights = iptw(hormon ~ age))",
    ];

    [Theory]
    [MemberData(nameof(Calls))]
    public void Step_ThatPutsAllWeightOnOnePatient_DoesNotLeave(string call)
    {
        var centres = Guarded.Load("rotterdam");
        var question = CallLanguage.Parse(call).Question!; // The calls of this test are right.
        Assert.Null(Weighting.Resolve(question, centres.Dataset, _ => null));
        var context = centres.Context(question);
        var analysis = AnalysisRegistry.For(question);
        var runs = context.Sites.Zip(centres.Sources, (site, source) => CohortSelection.Select(context, site, source)).ToList();
        var honest = centres.Run(call).Federation.Sums.Select(s => s.Step).Last(s => Inner(s) is GlmStep or GlmNbStep or MultinomStep or PolrStep or FinegrayRiskStep or FinegraySiteStep or RiskSetStep);
        foreach (var run in runs) QuestionProgram.Sum(analysis, context, honest, run);
        Assert.Contains(Chosen(honest), step => runs.Any(run => IsRefused(() => QuestionProgram.Sum(analysis, context, step, run))));
    }

    [Theory]
    [InlineData("rotterdam", "glm.nb(nodes ~ age + er + pgr, data = rotterdam)")]
    [InlineData("rotterdam", "glm.nb(nodes ~ age + size + grade, data = rotterdam)")]
    [InlineData("colon", "glm.nb(nodes ~ age + rx, data = colon)")]
    [InlineData("rotterdam", "multinom(size ~ age + nodes + er, data = rotterdam)")]
    [InlineData("colon", "multinom(rx ~ age + nodes, data = colon)")]
    [InlineData("rotterdam", "polr(size ~ age + nodes + er + pgr, data = rotterdam)")]
    [InlineData("rotterdam", "finegray(" + Risks + " ~ age + nodes + er + pgr, data = rotterdam)")]
    [InlineData("rotterdam", "finegray(" + Risks + " ~ age + nodes + strata(site), data = rotterdam)")]
    [InlineData("rotterdam", "iptw(hormon ~ age + nodes + er, data = rotterdam)")]
    [InlineData("rotterdam", "iptw(hormon ~ age + nodes + er, data = rotterdam, estimand = \"ATT\")")]
    [InlineData("rotterdam", "lm(nodes ~ hormon, data = rotterdam, weights = iptw(hormon ~ age + er))")]
    public void Steps_OfHonestFits_StayFarFromTheGuard(string dataset, string call)
    {
        var centres = Guarded.Load(dataset);
        var question = CallLanguage.Parse(call).Question!; // The calls of this test are right.
        Assert.Null(Weighting.Resolve(question, centres.Dataset, _ => null));
        var context = centres.Context(question);
        var runs = context.Sites.Zip(centres.Sources, (site, source) => CohortSelection.Select(context, site, source)).ToList();
        var steps = centres.Run(call).Federation.Sums.Select(s => s.Step).OfType<IWeightedStep>().ToList();
        Assert.NotEmpty(steps);
        var least = steps.Min(s => runs.Min(r => s.WeightsOf(r) is { Length: > 0 } w ? w.Sum() * w.Sum() / w.Sum(v => v * v) / w.Length : 1));
        TestContext.Current.TestOutputHelper?.WriteLine($"least effective part of a site's rows: {least:0.000} ({steps.Count} steps)");
        Assert.InRange(least, LeastHonest, 1);
    }

    private const double LeastHonest = 0.05;

    private static Step Inner(Step step) => step is IWrappingStep outer ? Inner(outer.Inner) : step;

    /// <summary>The same step at coefficients that tear patients apart, with the border anywhere between them.</summary>
    private static IEnumerable<Step> Chosen(Step step)
    {
        if (step is IWrappingStep outer) return Chosen(outer.Inner).Select(outer.Around);
        return from slope in (double[])[1, 10, 100, 1000]
               from border in Enumerable.Range(0, 101).Select(k => 0.02 * k * slope)
               where border == 0 || step is not (FinegrayRiskStep or FinegraySiteStep or RiskSetStep)
               let chosen = At(step, slope, border)
               where chosen is not null
               select chosen;
    }

    private static Step? At(Step step, double slope, double border) => step switch
    {
        GlmStep glm => GlmStep.Create(glm.Model.OnColumns, [-border, slope, .. new double[glm.Model.Frame.Columns.Count - 1]]),
        GlmNbStep negative => GlmNbStep.Create(negative.Model.OnColumns, [-border, slope], negative.Theta),
        MultinomStep multinom => MultinomStep.Create(multinom.Model, [.. Enumerable.Range(0, multinom.Model.Categories - 1).SelectMany(k => (double[])[-border, slope])]),
        PolrStep polr => PolrStep.Create(polr.Model, [slope], [.. polr.Thresholds.Select((_, k) => border + k)]),
        FinegrayRiskStep risk => FinegrayRiskStep.Create(risk.Model, risk.Times, [slope]),
        FinegraySiteStep own => new FinegraySiteStep(own.Model, [slope], residuals: false),
        RiskSetStep cox => RiskSetStep.Create(cox.Model, cox.Times, [slope]),
        _ => null,
    };

    private static bool IsRefused(Func<Tally> sum)
    {
        try
        {
            sum();
            return false;
        }
        catch (FedOncoException fault) when (fault.Reason == ErrorReason.Disclosure)
        {
            return true;
        }
    }
}
