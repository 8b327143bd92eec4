using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Bench.Learning;

/// <summary>Twenty numbers and an outcome that depends on some of them, from a seed.</summary>
internal sealed class WideColumns : IColumnSource
{
    public const int Width = 20;

    private readonly Dictionary<string, double[]> _columns = [];

    public WideColumns(int rows, int seed)
    {
        Rows = rows;
        var random = new Random(seed);
        for (var j = 0; j < Width; j++) _columns[$"x{j}"] = [.. Enumerable.Range(0, rows).Select(_ => Math.Round(random.NextDouble() * 10, 3))];
        _columns["y"] = [.. Enumerable.Range(0, rows).Select(i =>
        {
            double X(int j) => _columns[$"x{j}"][i];
            var score = (0.4 * (X(0) - 5)) - (0.1 * (X(1) - 5) * (X(2) - 5)) + Math.Sin(X(3)) + (X(4) > 7 ? 1 : 0) - 0.5;
            return random.NextDouble() < 1 / (1 + Math.Exp(-score)) ? 1.0 : 0;
        })];
    }

    public static Dataset Dataset { get; } = Describe();

    public int Rows { get; }

    public ReadOnlyMemory<double> Column(string name) => _columns[name];

    private static Dataset Describe()
    {
        var dataset = new Dataset { Name = "d" };
        for (var j = 0; j < Width; j++) dataset.Variables.Add(new Variable { Name = $"x{j}", Type = VariableType.Decimal, Minimum = 0, Maximum = 10, Step = 0.001 });
        dataset.Variables.Add(new Variable { Name = "y", Type = VariableType.Integer, Minimum = 0, Maximum = 1, Step = 1 });
        return dataset;
    }
}
