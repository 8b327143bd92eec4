using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Causal.Iptw;

/// <summary>The propensity model, then one sum for the arms and one for the balance.</summary>
internal sealed class IptwProgram : IProgram<IptwTotals>
{
    public static IReadOnlyList<SpecificationFault> Check(StudyContext context) => IptwQuestion.Check(context.Question.Analysis.Iptw, context);

    public async Task<IptwTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var fit = await PropensityFit.RunAsync(context.Question.Analysis.Iptw, context, federation, cancellationToken).ConfigureAwait(false);
        var total = await federation.SumAsync(new BalanceStep(fit.Weights), cancellationToken).ConfigureAwait(false);
        double[] Of(string name) => total.Block(name).ToArray();
        return new IptwTotals(fit, Of("n"), Of("weights"), Of("squared weights"), Of("sums"), Of("squares"), Of("weighted"));
    }
}
