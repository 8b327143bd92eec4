using FedOnco.Analyses.Learning.Preparation;
using FedOnco.Analyses.Learning.Strategies;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Perceptron;

/// <summary>Rounds of local training; the weighted mean change moves the common weights as the strategy says.</summary>
internal static class PerceptronProgram
{
    /// <summary>A mean loss this much above the first one is no training any more.</summary>
    private const double MostGrowth = 20;

    public static async Task<LearnerFit> FitAsync(FeatureSummary summary, TrainSpec spec, StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var preparation = await PreparedInputs.FitAsync(summary, context.Terms.MinimumPatients, federation, cancellationToken).ConfigureAwait(false);
        var model = new PerceptronModel(summary, preparation, PerceptronOptions.Of(spec));
        var strategy = ServerStrategy.Of(spec.Strategy, model.Weights.Length);
        var watch = new HeldOutWatch(model.Options.Patience, summary.HeldOut, federation);
        var best = model.Weights;
        var first = 0.0;
        for (var round = 0; round <= model.Options.Rounds; round++)
        {
            var last = round == model.Options.Rounds;
            var total = await federation.SumAsync(new PerceptronStep(model, round, !last), cancellationToken).ConfigureAwait(false);
            var loss = total.Scalar("loss") / (1L << model.Bits) / model.Rows;
            if (round == 0) first = loss;
            if (!(loss <= MostGrowth * Math.Max(first, 0.1)) || (!last && total.Scalar("diverged") > 0))
                throw new FedOncoException(ErrorReason.Diverged, $"The training diverged in round {round + 1}: its weights grow without bound. Use a smaller rate in mlp() or the strategy, or a smaller clip.");
            if (!model.Partition.HasHeldOut) (federation as IRoundWatcher)?.Report(round, "loss", loss);
            else
            {
                watch.Add(total.Scalar("held out loss") / (1L << model.Bits));
                if (watch.Best == round) best = model.Weights;
                if (watch.IsExhausted) break;
            }

            if (!last) Advance(model, strategy, total);
        }

        var final = model.Export(model.Weights);
        if (!model.Partition.HasHeldOut) return new LearnerFit(final, [], 0);
        return new LearnerFit(model.Export(best), watch.Losses, watch.Best) { Final = final };
    }

    private static void Advance(PerceptronModel model, ServerStrategy strategy, Total total)
    {
        if (model.Options.IsScaffold) model.Past.Add((model.Weights, model.Control));
        model.Weights = strategy.Next(model.Weights, total.Block("change"));
        if (!model.Options.IsScaffold) return;
        var change = total.Block("control");
        var control = new double[change.Length];
        for (var i = 0; i < control.Length; i++) control[i] = model.Control[i] + change[i];
        model.Control = control;
    }
}
