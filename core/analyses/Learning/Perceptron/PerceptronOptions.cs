using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Perceptron;

/// <summary>The arguments of mlp() and train() that a perceptron uses.</summary>
internal sealed record PerceptronOptions(int[] Hidden, double Rate, int Batch, int Epochs, double Clip, double Decay, int Rounds, int Patience, long Seed, double Proximal, bool IsScaffold)
{
    public static PerceptronOptions Of(TrainSpec spec)
    {
        var mlp = spec.Model.Mlp;
        var hidden = new int[mlp.Hidden.Count == 0 ? 1 : mlp.Hidden.Count];
        for (var i = 0; i < hidden.Length; i++) hidden[i] = mlp.Hidden.Count == 0 ? 16 : (int)mlp.Hidden[i];
        return new PerceptronOptions(
            hidden,
            mlp.HasRate ? mlp.Rate : 0.05,
            mlp.HasBatch ? (int)mlp.Batch : 32,
            mlp.HasEpochs ? (int)mlp.Epochs : 1,
            mlp.HasClip ? mlp.Clip : 10,
            mlp.HasDecay ? mlp.Decay : 1e-4,
            spec.HasRounds ? (int)spec.Rounds : 20,
            spec.HasPatience ? (int)spec.Patience : 0,
            spec.HasSeed ? (long)spec.Seed : 1,
            spec.Strategy?.Fedprox is { } prox ? (prox.HasMu ? prox.Mu : 0.01) : 0,
            spec.Strategy?.Scaffold is not null);
    }
}
