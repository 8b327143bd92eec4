using FedOnco.Protos;

namespace FedOnco.Analyses.Learning;

/// <summary>The output of a perceptron for one row.</summary>
internal static class PerceptronPass
{
    public static double Output(Protos.Perceptron perceptron, double[] inputs)
    {
        var values = inputs;
        var at = 0;
        for (var layer = 1; layer < perceptron.Units.Count; layer++)
        {
            int from = (int)perceptron.Units[layer - 1], to = (int)perceptron.Units[layer];
            var next = new double[to];
            for (var j = 0; j < to; j++)
            {
                var sum = perceptron.Weights[at + (from * to) + j];
                for (var i = 0; i < from; i++) sum += perceptron.Weights[at + (j * from) + i] * values[i];
                next[j] = layer < perceptron.Units.Count - 1 ? Math.Max(0, sum) : sum;
            }

            at += (from * to) + to;
            values = next;
        }

        return values[0];
    }
}
