using System.Numerics.Tensors;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Learning.Perceptron;

/// <summary>The site's part of a round.</summary>
internal static class PerceptronSite
{
    public static Tally Sum(PerceptronStep step, string patientKey, SiteRun run)
    {
        var model = step.Model;
        var state = run.Derived("perceptron", () => new PerceptronState(model, LearningRows.Of(model.Question, patientKey, run)));
        var training = new LocalTraining(model, state);
        var tally = new Tally(step.Layout);
        tally.Block("loss")[0] = training.Loss(model.Weights, state.Training);
        tally.Block("held out loss")[0] = training.Loss(model.Weights, state.HeldOut);
        if (!step.Trains || state.Training.Length == 0) return tally;
        // After a restart: rounds that were summed before are run again for the control variate they leave.
        for (; model.Options.IsScaffold && state.Rounds < step.Round; state.Rounds++) Train(training, model, state, state.Rounds, model.Past[state.Rounds]);
        var (change, control, diverged) = Train(training, model, state, step.Round, (model.Weights, model.Control));
        state.Rounds = step.Round + 1;
        if (diverged)
        {
            tally.Block("diverged")[0] = 1;
            return tally;
        }

        var share = state.Training.Length / model.Rows;
        TensorPrimitives.Multiply(change, share, tally.Block("change"));
        TensorPrimitives.Multiply(control, share, tally.Block("control"));
        return tally;
    }

    /// <summary>The clipped change of the weights and the change of the control variate.</summary>
    private static (double[] Change, double[] Control, bool Diverged) Train(LocalTraining training, PerceptronModel model, PerceptronState state, int round, (double[] Weights, double[] Control) common)
    {
        var (weights, steps) = training.Run(common.Weights, common.Control, round);
        TensorPrimitives.Subtract(weights, common.Weights, weights);
        var norm = Math.Sqrt(TensorPrimitives.Dot<double>(weights, weights));
        if (!double.IsFinite(norm)) return ([], [], true);
        if (norm > model.Options.Clip) TensorPrimitives.Multiply(weights, model.Options.Clip / norm, weights);
        if (!model.Options.IsScaffold) return (weights, [], false);
        // Option II: the mean gradient of the round, less the common control.
        var control = new double[weights.Length];
        var most = PerceptronStep.ControlBound(model.Options) / 1.01;
        for (var i = 0; i < control.Length; i++) control[i] = Math.Clamp(-(weights[i] / (steps * model.Options.Rate)) - common.Control[i], -most, most);
        var next = new double[control.Length];
        TensorPrimitives.Add(state.Control, control, next);
        state.Control = next;
        return (weights, control, false);
    }
}
