using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Bench.SecureSums;

/// <summary>Ten normal covariates, a binary outcome and survival in days with heavy ties, from a seed.</summary>
internal sealed class SyntheticColumns : IColumnSource
{
    private readonly Dictionary<string, double[]> _columns = [];

    public SyntheticColumns(int rows, int seed)
    {
        Rows = rows;
        var random = new Random(seed);
        for (var j = 1; j <= 10; j++) _columns[$"x{j}"] = [.. Enumerable.Range(0, rows).Select(_ => Math.Clamp(Math.Round(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5, 3) * 2, -3, 3))];
        double[] risk = [.. Enumerable.Range(0, rows).Select(i => (0.4 * _columns["x1"][i]) - (0.3 * _columns["x2"][i]))];
        _columns["y"] = [.. risk.Select(r => random.NextDouble() < 1 / (1 + Math.Exp(-r)) ? 1.0 : 0)];
        _columns["time"] = [.. risk.Select(r => Math.Clamp(Math.Ceiling(-Math.Log(random.NextDouble()) * 1500 * Math.Exp(-r)), 1, 3650))];
        _columns["event"] = [.. _columns["time"].Select(t => t < 3650 && random.NextDouble() < 0.6 ? 1.0 : 0)];
    }

    public static Dataset Dataset { get; } = Describe();

    public int Rows { get; }

    public ReadOnlyMemory<double> Column(string name) => _columns[name];

    private static Dataset Describe()
    {
        var dataset = new Dataset { Name = "d" };
        for (var j = 1; j <= 10; j++) dataset.Variables.Add(new Variable { Name = $"x{j}", Type = VariableType.Decimal, Minimum = -3, Maximum = 3, Step = 0.001 });
        dataset.Variables.Add(new Variable { Name = "y", Type = VariableType.Integer, Minimum = 0, Maximum = 1, Step = 1 });
        dataset.Variables.Add(new Variable { Name = "time", Type = VariableType.Duration, Minimum = 1, Maximum = 3650, Step = 1, Lattice = new Lattice { Unit = "day", Factor = 1 } });
        dataset.Variables.Add(new Variable { Name = "event", Type = VariableType.Integer, Minimum = 0, Maximum = 1, Step = 1, EventLevel = "1" });
        return dataset;
    }
}
