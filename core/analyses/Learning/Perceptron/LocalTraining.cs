using System.Numerics.Tensors;
using FedOnco.Analyses.Numerics;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Perceptron;

/// <summary>Minibatch steps of one site from the common weights: the same bits every time on the same machine.</summary>
internal sealed class LocalTraining(PerceptronModel model, PerceptronState state)
{
    private readonly PerceptronNetwork _network = new(model.Units);

    /// <summary>The site's weights after a round, and how many steps it took.</summary>
    public (double[] Weights, int Steps) Run(double[] common, double[] control, int round)
    {
        double[] weights = [.. common], gradient = new double[common.Length];
        int[] order = [.. state.Training];
        var options = model.Options;
        var random = new SplitMix((ulong)options.Seed + (0x9E3779B9UL * (ulong)(round + 1)));
        var steps = 0;
        for (var epoch = 0; epoch < options.Epochs; epoch++)
        {
            random.Shuffle(order);
            for (var at = 0; at < order.Length; at += options.Batch)
            {
                var batch = order.AsSpan(at, Math.Min(options.Batch, order.Length - at));
                Array.Clear(gradient);
                AddGradient(weights, batch, gradient);
                TensorPrimitives.MultiplyAdd(weights, options.Decay, gradient, gradient);
                if (options.Proximal > 0)
                {
                    TensorPrimitives.MultiplyAdd(weights, options.Proximal, gradient, gradient);
                    TensorPrimitives.MultiplyAdd(common, -options.Proximal, gradient, gradient);
                }

                if (options.IsScaffold)
                {
                    TensorPrimitives.Subtract(gradient, state.Control, gradient);
                    TensorPrimitives.Add(gradient, control, gradient);
                }

                TensorPrimitives.MultiplyAdd(gradient, -options.Rate, weights, weights);
                steps++;
            }
        }

        return (weights, steps);
    }

    /// <summary>Sum of the losses of rows at these weights; survival: negative log partial likelihood of the site.</summary>
    public double Loss(double[] weights, int[] rows)
    {
        var outputs = Array.ConvertAll(rows, i => _network.Forward(weights, state.Inputs[i]));
        var scale = (double)(1L << model.Bits);
        var sum = 0.0;
        if (state.Rows.Times is not null)
        {
            foreach (var (_, loss) in Survival(rows, outputs)) sum += Whole(loss, scale);
            return sum;
        }

        for (var r = 0; r < rows.Length; r++) sum += Whole(model.Question.Task == LearningTask.Regression ? (outputs[r] - state.Y[rows[r]]) * (outputs[r] - state.Y[rows[r]]) : LogLoss(outputs[r], state.Y[rows[r]]), scale);
        return sum;
    }

    private void AddGradient(double[] weights, ReadOnlySpan<int> batch, double[] gradient)
    {
        if (state.Rows.Times is not null)
        {
            int[] rows = [.. batch];
            var outputs = Array.ConvertAll(rows, i => _network.Forward(weights, state.Inputs[i]));
            var slopes = Survival(rows, outputs);
            for (var r = 0; r < rows.Length; r++)
            {
                _network.Forward(weights, state.Inputs[rows[r]]);
                _network.Backward(weights, slopes[r].Slope / rows.Length, gradient);
            }

            return;
        }

        foreach (var i in batch)
        {
            var output = _network.Forward(weights, state.Inputs[i]);
            var expected = model.Question.Task == LearningTask.Regression ? output : 1 / (1 + StableMath.Exp(-output));
            _network.Backward(weights, (expected - state.Y[i]) / batch.Length, gradient);
        }
    }

    /// <summary>Derivative and loss of each row in the partial likelihood of these rows alone, Breslow's ties.</summary>
    private (double Slope, double Loss)[] Survival(int[] rows, double[] outputs)
    {
        var times = state.Rows.Times!; // Asked for survival only.
        var order = Enumerable.Range(0, rows.Length).OrderByDescending(r => times[rows[r]]).ToArray();
        var risks = Array.ConvertAll(outputs, o => StableMath.Exp(Math.Clamp(o, -30, 30)));
        var result = new (double Slope, double Loss)[rows.Length];
        var atRisk = new double[rows.Length];
        var sum = 0.0;
        for (int at = 0, end = 0; at < order.Length; at = end)
        {
            for (; end < order.Length && times[rows[order[end]]] == times[rows[order[at]]]; end++) sum += risks[order[end]];
            for (var k = at; k < end; k++) atRisk[order[k]] = sum;
        }

        var hazard = 0.0;
        for (int at = order.Length - 1, next; at >= 0; at = next)
        {
            next = at;
            for (; next >= 0 && times[rows[order[next]]] == times[rows[order[at]]]; next--)
            {
                if (state.Rows.Events![rows[order[next]]]) hazard += 1 / atRisk[order[next]]; // As above.
            }

            for (var k = at; k > next; k--)
            {
                var r = order[k];
                var dead = state.Rows.Events![rows[r]]; // As above.
                result[r] = ((risks[r] * hazard) - (dead ? 1 : 0), dead ? StableMath.Log(atRisk[r]) - outputs[r] : 0);
            }
        }

        return result;
    }

    private static double LogLoss(double output, double y)
    {
        var margin = y > 0.5 ? -output : output;
        return margin > 30 ? margin : StableMath.Log1P(StableMath.Exp(margin));
    }

    private static double Whole(double loss, double scale) => WholeNumbers.Of(double.IsNaN(loss) ? WholeNumbers.Most : loss, scale);
}
