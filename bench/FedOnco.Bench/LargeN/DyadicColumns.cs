using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Bench.LargeN;

/// <summary>
/// One centre's columns, each value a whole number of 1024ths so that exact sums exist: "huge" lies about 1e9 with a spread of 0.3;
/// "z" is "x" but for a hundred-thousandth of its spread; "y" is a combination of both with noise.
/// </summary>
internal sealed class DyadicColumns : IColumnSource
{
    /// <summary>Units of the columns: 1 / 1024, and 2^-30 for z.</summary>
    public const int Fine = 30;

    public static readonly Dataset Dataset = new()
    {
        Name = "d",
        Variables =
        {
            new Variable { Name = "huge", Type = VariableType.Decimal, Minimum = 999_999_999, Maximum = 1_000_000_002 },
            new Variable { Name = "x", Type = VariableType.Decimal, Minimum = -1, Maximum = 1 },
            new Variable { Name = "z", Type = VariableType.Decimal, Minimum = -2, Maximum = 2 },
            new Variable { Name = "y", Type = VariableType.Decimal, Minimum = -8, Maximum = 8 },
        },
    };

    private readonly Dictionary<string, double[]> _columns = new(StringComparer.Ordinal);

    public DyadicColumns(int rows, int seed)
    {
        Rows = rows;
        foreach (var variable in Dataset.Variables) _columns[variable.Name] = new double[rows];
        var random = new Random(seed);
        for (var i = 0; i < rows; i++)
        {
            long x = random.Next(-1024, 1025), step = random.Next(-10_240, 10_241), noise = random.Next(-2048, 2049);
            _columns["huge"][i] = 1e9 + (random.Next(1025) / 1024.0);
            _columns["x"][i] = x / 1024.0;
            _columns["z"][i] = Math.ScaleB((x << (Fine - 10)) + step, -Fine);
            _columns["y"][i] = ((3 * x) + noise) / 1024.0;
        }
    }

    public int Rows { get; }

    public ReadOnlyMemory<double> Column(string name) => _columns[name];
}
