using FedOnco.Protos;

namespace FedOnco.Analyses.Learning;

/// <summary>Whether a model that came over the wire is one: indices in range, lengths that fit, numbers finite.</summary>
internal static class ModelShape
{
    public static void Require(TrainedModel model)
    {
        var holds = model.Task is LearningTask.Regression or LearningTask.Binary or LearningTask.Counts or LearningTask.Survival
            && model.Inputs.All(i => i.Feature < model.Features.Count && double.IsFinite(i.Centre) && i.Scale > 0 && double.IsFinite(i.Scale))
            && model.Features.All(f => double.IsFinite(f.Imputed))
            && model.LearnerCase switch
            {
                TrainedModel.LearnerOneofCase.Trees => double.IsFinite(model.Trees.Base) && model.Trees.Trees.All(t => Holds(t, model.Features.Count)),
                TrainedModel.LearnerOneofCase.Linear => model.Linear.Coefficients.Count == model.Inputs.Count && model.Linear.Coefficients.Append(model.Linear.Intercept).All(double.IsFinite),
                TrainedModel.LearnerOneofCase.Perceptron => Holds(model.Perceptron, model.Inputs.Count),
                _ => false,
            };
        if (!holds) throw new FedOncoException(ErrorReason.Protocol, "This is not a model of this version. Train it again.");
    }

    private static bool Holds(DecisionTree tree, int features)
    {
        var nodes = tree.Feature.Count;
        if (nodes == 0 || tree.Threshold.Count != nodes || tree.Left.Count != nodes || tree.Right.Count != nodes || tree.MissingLeft.Count != nodes || tree.Value.Count != nodes || tree.Levels.Count != nodes) return false;
        // Children stand behind their parents, so every walk ends.
        return Enumerable.Range(0, nodes).All(n => tree.Feature[n] < features && double.IsFinite(tree.Value[n]) && double.IsFinite(tree.Threshold[n])
            && (tree.Feature[n] < 0 || (tree.Left[n] > n && tree.Left[n] < nodes && tree.Right[n] > n && tree.Right[n] < nodes)));
    }

    private static bool Holds(Protos.Perceptron perceptron, int inputs)
    {
        var units = perceptron.Units;
        if (units.Count < 2 || units[0] != inputs || units[^1] != 1) return false;
        var weights = Enumerable.Range(1, units.Count - 1).Sum(l => ((long)units[l - 1] + 1) * units[l]);
        return weights == perceptron.Weights.Count && perceptron.Weights.All(double.IsFinite);
    }
}
