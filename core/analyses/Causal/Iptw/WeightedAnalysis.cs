using FedOnco.Analyses.Disclosure.Models;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Causal.Iptw;

/// <summary>Any analysis with weights = iptw(..): the propensity model first, then the analysis on rows with its weights.</summary>
internal sealed class WeightedAnalysis(IAnalysis inner) : IAnalysis
{
    public Analysis.KindOneofCase Kind => inner.Kind;

    public IReadOnlyList<SpecificationFault> Check(StudyContext context) => [.. IptwQuestion.Check(context.Question.Weighting, context), .. inner.Check(Weighted(context, PropensityWeights.Most))];

    public async Task<object> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var fit = await PropensityFit.RunAsync(context.Question.Weighting, context, federation, cancellationToken).ConfigureAwait(false);
        return await inner.RunAsync(Weighted(context, fit.Weights.Largest), new WeightedFederation(federation, fit.Weights), cancellationToken).ConfigureAwait(false);
    }

    public Tally Sum(StudyContext context, Step step, SiteRun run) => step is WeightedStep weighted
        ? GuardedSite.Sum(Weighted(context, weighted.Weights.Largest), weighted.Inner, run.Part("weighted", rows => new WeightedRows(rows, weighted.Weights.Of(rows).Weight)), inner.Sum)
        : IptwSite.Sum(context.Question.Weighting, context, step, run);

    public Result Report(StudyContext context, object totals)
    {
        var result = inner.Report(Weighted(context, PropensityWeights.Most), totals);
        // Calls on the fit would not find its weights again.
        result.Fit = null;
        result.Notes.Add("weights by iptw(): standard errors take the weights as known");
        return result;
    }

    /// <summary>The study with the weights as a variable of the dataset.</summary>
    private static StudyContext Weighted(StudyContext context, double largest)
    {
        var dataset = context.Dataset.Clone();
        dataset.Variables.Add(new Variable { Name = Weighting.Column, Type = VariableType.Decimal, Minimum = 0, Maximum = largest });
        return context with { Dataset = dataset };
    }
}
