using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Perceptron;

/// <summary>A site's inputs and its control variate, which can be derived again from the common weights of all rounds.</summary>
internal sealed class PerceptronState
{
    public PerceptronState(PerceptronModel model, LearningRows rows)
    {
        Rows = rows;
        (Training, HeldOut) = rows.Split(model.Partition);
        var scale = ResponseScale.Of(model.Question);
        Y = Array.ConvertAll(rows.Y, scale.Scaled);
        Inputs = new double[rows.Rows][];
        for (var i = 0; i < Inputs.Length; i++) Inputs[i] = Row(model.Preparation, rows, i);
        Control = new double[model.Control.Length];
    }

    public LearningRows Rows { get; }

    public int[] Training { get; }

    public int[] HeldOut { get; }

    public double[] Y { get; }

    /// <summary>Standardised inputs, one array a row.</summary>
    public double[][] Inputs { get; }

    /// <summary>This site's control variate after <see cref="Rounds"/> rounds.</summary>
    public double[] Control { get; set; }

    public int Rounds { get; set; }

    private static double[] Row(TrainedModel preparation, LearningRows rows, int row)
    {
        var inputs = new double[preparation.Inputs.Count];
        for (var j = 0; j < inputs.Length; j++)
        {
            var input = preparation.Inputs[j];
            var x = rows.Features[(int)input.Feature][row];
            var missing = double.IsNaN(x);
            if (missing) x = preparation.Features[(int)input.Feature].Imputed;
            inputs[j] = ((input.Level == -2 ? missing ? 1 : 0 : input.Level == -1 ? x : x == input.Level ? 1 : 0) - input.Centre) / input.Scale;
        }

        return inputs;
    }
}
