using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression.Glm;
using FedOnco.Analyses.Tests.Harness;

namespace FedOnco.Federation.Tests.Hostile;

/// <summary>
/// Coefficients at which one patient carries nearly all of the logistic information: far along a direction in which he is
/// the outermost, scaled until everybody else's weight p (1 - p) has vanished.
/// </summary>
internal sealed class ChosenCoefficients
{
    private readonly double[][] _rows;
    private readonly Random _random;

    /// <param name="data">Everybody's rows: the attacker may know the data and still wants the weights.</param>
    /// <param name="variables">Columns of the model, in its order.</param>
    /// <param name="model">The fit that is attacked.</param>
    /// <param name="seed">Of the directions.</param>
    public ChosenCoefficients(IReadOnlyList<IColumnSource> data, string[] variables, GlmModel model, int seed)
    {
        _random = new Random(seed);
        Model = model;
        _rows = [.. data.SelectMany(s => Enumerable.Range(0, s.Rows).Select(i => variables.Select((v, j) => Scaled(j, s.Column(v).Span[i])).ToArray()))];
    }

    public GlmModel Model { get; }

    /// <summary>The next coefficients, and the scaled covariates of the patient they single out.</summary>
    public (double[] Coefficients, double[] Patient) Next()
    {
        while (true)
        {
            var direction = Enumerable.Range(0, Model.Means.Length).Select(_ => (2 * _random.NextDouble()) - 1).ToArray();
            var scores = _rows.Select(r => r.Zip(direction).Sum(p => p.First * p.Second)).ToArray();
            var most = Array.IndexOf(scores, scores.Max());
            var gap = scores[most] - scores.Where((_, i) => i != most).Max();
            // Twins are not singled out.
            if (gap < 1e-6) continue;
            var scale = 40 / gap;
            return ([-scale * scores[most], .. direction.Select(d => scale * d)], _rows[most]);
        }
    }

    /// <summary>The covariates that an information matrix gives when it is one patient's: its first row over its first element.</summary>
    public static double[] Read(Total total, int size)
    {
        var information = Analyses.Numerics.Packed.Unpack(total.Block("information"), size);
        return [.. Enumerable.Range(1, size - 1).Select(j => information[j] / information[0])];
    }

    private double Scaled(int j, double value)
    {
        var column = Model.Frame.Columns[j];
        return ((value - column.Centre) / column.HalfRange) - Model.Means[j];
    }
}
