using System.Numerics.Tensors;

namespace FedOnco.Analyses.Learning.Perceptron;

/// <summary>Forward and backward passes of a perceptron with rectified units, one row at a time, vectorised over units.</summary>
internal sealed class PerceptronNetwork
{
    private readonly int[] _units;
    private readonly double[][] _values;
    private readonly double[][] _slopes;

    public PerceptronNetwork(int[] units)
    {
        _units = units;
        _values = Array.ConvertAll(units, n => new double[n]);
        _slopes = Array.ConvertAll(units, n => new double[n]);
    }

    /// <summary>The output for a row.</summary>
    public double Forward(double[] weights, double[] inputs)
    {
        _values[0] = inputs;
        var at = 0;
        for (var l = 1; l < _units.Length; l++)
        {
            int from = _units[l - 1], to = _units[l];
            for (var j = 0; j < to; j++)
            {
                var sum = weights[at + (from * to) + j] + TensorPrimitives.Dot(weights.AsSpan(at + (j * from), from), _values[l - 1]);
                _values[l][j] = l < _units.Length - 1 ? Math.Max(0, sum) : sum;
            }

            at += (from + 1) * to;
        }

        return _values[^1][0];
    }

    /// <summary>Adds the derivative of the loss for the row of the last forward pass.</summary>
    /// <param name="weights">As in the forward pass.</param>
    /// <param name="slope">Derivative by the output.</param>
    /// <param name="gradient">Where it is added.</param>
    public void Backward(double[] weights, double slope, double[] gradient)
    {
        _slopes[^1][0] = slope;
        var at = weights.Length;
        for (var l = _units.Length - 1; l > 0; l--)
        {
            int from = _units[l - 1], to = _units[l];
            at -= (from + 1) * to;
            Array.Clear(_slopes[l - 1]);
            for (var j = 0; j < to; j++)
            {
                var d = _slopes[l][j];
                if (d == 0) continue;
                gradient[at + (from * to) + j] += d;
                TensorPrimitives.MultiplyAdd(_values[l - 1], d, gradient.AsSpan(at + (j * from), from), gradient.AsSpan(at + (j * from), from));
                if (l > 1) TensorPrimitives.MultiplyAdd(weights.AsSpan(at + (j * from), from), d, _slopes[l - 1], _slopes[l - 1]);
            }

            for (var i = 0; l > 1 && i < from; i++)
            {
                if (_values[l - 1][i] <= 0) _slopes[l - 1][i] = 0;
            }
        }
    }
}
