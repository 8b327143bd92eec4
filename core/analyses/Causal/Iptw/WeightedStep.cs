using FedOnco.Analyses.Disclosure.Models;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Causal.Iptw;

/// <summary>A step of an analysis whose weights are those of a propensity model fitted in the same run.</summary>
internal sealed record WeightedStep(Step Inner, PropensityWeights Weights) : Step, IWrappingStep, IWeightedStep
{
    public override string Name => $"weighted/{Inner.Name}";

    public override TallyLayout Layout => Inner.Layout;

    public Step Around(Step inner) => this with { Inner = inner };

    /// <inheritdoc/>
    public double[] WeightsOf(SiteRun run) => Weights.Known(run);

    protected override void WriteFields(CanonicalWriter writer)
    {
        Weights.Write(writer);
        writer.Bytes(Inner.Encode());
    }
}
