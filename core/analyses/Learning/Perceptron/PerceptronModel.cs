using FedOnco.Analyses.Learning.Preparation;
using FedOnco.Analyses.Numerics;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Perceptron;

/// <summary>What stays the same over the rounds, the common weights, and the control variates of SCAFFOLD.</summary>
internal sealed class PerceptronModel
{
    public PerceptronModel(FeatureSummary summary, TrainedModel preparation, PerceptronOptions options)
    {
        Question = summary.Question;
        Partition = summary.Partition;
        Preparation = preparation;
        Options = options;
        Rows = summary.Rows;
        Bits = WholeNumbers.Bits(summary.Rows + summary.HeldOut);
        Units = new int[options.Hidden.Length + 2];
        Units[0] = preparation.Inputs.Count;
        options.Hidden.CopyTo(Units, 1);
        Units[^1] = 1;
        var size = 0L;
        for (var l = 1; l < Units.Length; l++) size += ((long)Units[l - 1] + 1) * Units[l];
        if (size > MostWeights) throw new FedOncoException(ErrorReason.TooLarge, $"The perceptron has {size} weights; at most {MostWeights} are trained. Use smaller layers.");
        Weights = Start((int)size, options.Seed);
        Control = options.IsScaffold ? new double[size] : [];
    }

    /// <summary>Weights of a model at most.</summary>
    public const int MostWeights = 12_000_000;

    public LearningQuestion Question { get; }

    public Partition Partition { get; }

    public TrainedModel Preparation { get; }

    public PerceptronOptions Options { get; }

    /// <summary>Rows that are learnt from, over all sites.</summary>
    public double Rows { get; }

    public int Bits { get; }

    /// <summary>Inputs, hidden layers, one output.</summary>
    public int[] Units { get; }

    /// <summary>Common weights at the start of the round.</summary>
    public double[] Weights { get; set; }

    /// <summary>The server's control variate; empty without SCAFFOLD.</summary>
    public double[] Control { get; set; }

    /// <summary>Common weights and control at the start of every round so far: what a site needs to derive its own control again.</summary>
    public List<(double[] Weights, double[] Control)> Past { get; } = [];

    /// <summary>Uniform in +-sqrt(6 / inputs of the layer), biases 0.</summary>
    /// <remarks>Source: He, Zhang, Ren and Sun (2015).</remarks>
    private double[] Start(int size, long seed)
    {
        var random = new SplitMix((ulong)seed);
        var weights = new double[size];
        var at = 0;
        for (var l = 1; l < Units.Length; l++)
        {
            var limit = Math.Sqrt(6.0 / Units[l - 1]) * (l == Units.Length - 1 ? 0.5 : 1);
            for (var i = 0; i < Units[l - 1] * Units[l]; i++) weights[at + i] = limit * (((random.Next() >> 11) * (2.0 / (1UL << 53))) - 1);
            at += (Units[l - 1] + 1) * Units[l];
        }

        return weights;
    }

    /// <summary>The model with these weights; a number's scale goes into the last layer.</summary>
    public TrainedModel Export(double[] weights)
    {
        var result = Preparation.Clone();
        var scale = ResponseScale.Of(Question);
        result.Perceptron = new Protos.Perceptron();
        foreach (var units in Units) result.Perceptron.Units.Add((uint)units);
        var last = weights.Length - Units[^2] - 1;
        for (var i = 0; i < weights.Length; i++)
        {
            var w = i < last ? weights[i] : weights[i] * scale.Half;
            result.Perceptron.Weights.Add(i == weights.Length - 1 ? w + scale.Centre : w);
        }

        return result;
    }
}
