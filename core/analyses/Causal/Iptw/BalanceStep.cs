using FedOnco.Analyses.Disclosure.Models;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression;
using FedOnco.Protos;

namespace FedOnco.Analyses.Causal.Iptw;

/// <summary>Sums and squares of the scaled columns by arm, about the pooled means, without and with weights.</summary>
internal sealed record BalanceStep : Step, IWeightedStep
{
    public BalanceStep(PropensityWeights weights)
    {
        Weights = weights;
        double n = weights.Model.Frame.Complete, w = weights.Largest;
        var p = weights.Model.Frame.Columns.Count;
        Layout = new LayoutBuilder().Numbers("sums", 2 * p, 2 * n).Numbers("squares", 2 * p, 4 * n).Numbers("weighted", 2 * p, 2 * n * w).Counts("n", 2, n).Numbers("weights", 2, n * w).Numbers("squared weights", 2, n * w * w).Build();
    }

    public PropensityWeights Weights { get; }

    public override string Name => "iptw-balance";

    public override TallyLayout Layout { get; }

    /// <inheritdoc/>
    public double[] WeightsOf(SiteRun run) => Weights.Known(run);

    protected override void WriteFields(CanonicalWriter writer) => Weights.Write(writer);

    /// <summary>The site's part.</summary>
    /// <param name="run">The rows of the call.</param>
    /// <param name="fitted">The rows as the propensity model had them: same order, complete cases only.</param>
    public Tally Sum(SiteRun run, SiteRun fitted)
    {
        var model = Weights.Model;
        double[][] columns = [.. SiteModel.Of(model.Frame, model.Question, fitted).Design.Columns.Select(c => c.ToArray())];
        var (weight, arm) = Weights.Of(run);
        var tally = new Tally(Layout);
        Span<double> sums = tally.Block("sums"), squares = tally.Block("squares"), weighted = tally.Block("weighted"), n = tally.Block("n"), w = tally.Block("weights"), ww = tally.Block("squared weights");
        var row = 0;
        for (var i = 0; i < weight.Length; i++)
        {
            if (double.IsNaN(weight[i])) continue;
            var a = (int)arm[i];
            n[a]++;
            w[a] += weight[i];
            ww[a] += weight[i] * weight[i];
            for (var j = 0; j < columns.Length; j++)
            {
                var x = columns[j][row] - model.Means[j];
                sums[(a * columns.Length) + j] += x;
                squares[(a * columns.Length) + j] += x * x;
                weighted[(a * columns.Length) + j] += weight[i] * x;
            }

            row++;
        }

        return tally;
    }
}
