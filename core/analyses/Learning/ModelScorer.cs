using FedOnco.Analyses.Numerics;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning;

/// <summary>Scores of a trained model: log odds, log rate, log hazard ratio, or the number itself.</summary>
/// <exception cref="FedOncoException">Protocol where the model is not well formed.</exception>
public sealed class ModelScorer
{
    private readonly TrainedModel _model;
    private readonly HashSet<int>[][] _levels;

    public ModelScorer(TrainedModel model)
    {
        _model = model;
        ModelShape.Require(model);
        _levels = [.. model.Trees?.Trees.Select(t => t.Levels.Select(l => l.Levels.Select(k => (int)k).ToHashSet()).ToArray()) ?? []];
    }

    /// <param name="features">A value a feature: number, or position of its level; NaN where missing.</param>
    public double Score(ReadOnlySpan<double> features) => _model.LearnerCase switch
    {
        TrainedModel.LearnerOneofCase.Trees => Walk(features),
        TrainedModel.LearnerOneofCase.Linear => Linear(Inputs(features)),
        _ => PerceptronPass.Output(_model.Perceptron, Inputs(features)),
    };

    /// <summary>Probability for two classes, expected number for counts, otherwise the score.</summary>
    public double Prediction(double score) => _model.Task switch
    {
        LearningTask.Binary => 1 / (1 + StableMath.Exp(-score)),
        LearningTask.Counts => StableMath.Exp(score),
        _ => score,
    };

    private double Walk(ReadOnlySpan<double> features)
    {
        var score = _model.Trees.Base;
        for (var t = 0; t < _levels.Length; t++)
        {
            var tree = _model.Trees.Trees[t];
            var node = 0;
            while (tree.Feature[node] is var f and >= 0)
            {
                var x = features[f];
                var left = double.IsNaN(x) ? tree.MissingLeft[node] : _model.Features[f].Levels.Count > 0 ? _levels[t][node].Contains((int)x) : x <= tree.Threshold[node];
                node = (int)(left ? tree.Left[node] : tree.Right[node]);
            }

            score += tree.Value[node];
        }

        return score;
    }

    private double[] Inputs(ReadOnlySpan<double> features)
    {
        var inputs = new double[_model.Inputs.Count];
        for (var j = 0; j < inputs.Length; j++)
        {
            var input = _model.Inputs[j];
            var x = features[(int)input.Feature];
            var missing = double.IsNaN(x);
            if (missing) x = _model.Features[(int)input.Feature].Imputed;
            inputs[j] = ((input.Level == -2 ? missing ? 1 : 0 : input.Level == -1 ? x : x == input.Level ? 1 : 0) - input.Centre) / input.Scale;
        }

        return inputs;
    }

    private double Linear(double[] inputs)
    {
        var score = _model.Linear.Intercept;
        for (var j = 0; j < inputs.Length; j++) score += _model.Linear.Coefficients[j] * inputs[j];
        return score;
    }
}
