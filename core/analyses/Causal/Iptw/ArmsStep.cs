using FedOnco.Analyses.Disclosure.Models;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Causal.Iptw;

/// <summary>Patients, weights and squared weights of the two arms, controls first.</summary>
internal sealed record ArmsStep : Step, IWeightedStep
{
    public ArmsStep(PropensityWeights weights)
    {
        Weights = weights;
        var n = weights.Model.Frame.Complete;
        Layout = new LayoutBuilder().Counts("n", 2, n).Numbers("weights", 2, n * weights.Largest).Numbers("squares", 2, n * weights.Largest * weights.Largest).Build();
    }

    public PropensityWeights Weights { get; }

    public override string Name => "iptw-arms";

    public override TallyLayout Layout { get; }

    /// <inheritdoc/>
    public double[] WeightsOf(SiteRun run) => Weights.Known(run);

    protected override void WriteFields(CanonicalWriter writer) => Weights.Write(writer);

    public Tally Sum(SiteRun run)
    {
        var (weight, arm) = Weights.Of(run);
        var tally = new Tally(Layout);
        Span<double> n = tally.Block("n"), sums = tally.Block("weights"), squares = tally.Block("squares");
        for (var i = 0; i < weight.Length; i++)
        {
            if (double.IsNaN(weight[i])) continue;
            n[(int)arm[i]]++;
            sums[(int)arm[i]] += weight[i];
            squares[(int)arm[i]] += weight[i] * weight[i];
        }

        return tally;
    }
}
