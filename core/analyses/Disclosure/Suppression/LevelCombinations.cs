using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Disclosure.Suppression;

/// <summary>Every combination of values that some variables can have, missing ones included: rows of nobody, on which conditions are compared without data.</summary>
internal sealed class LevelCombinations : IColumnSource
{
    /// <summary>More combinations than this are not looked at.</summary>
    private const int Most = 100_000;

    private readonly Dictionary<string, double[]> _columns;

    private LevelCombinations(int rows, Dictionary<string, double[]> columns)
    {
        Rows = rows;
        _columns = columns;
    }

    public int Rows { get; }

    /// <summary>Null where a variable has no list of values, or there are too many combinations.</summary>
    public static LevelCombinations? Of(IReadOnlyList<string> variables, StudyContext context)
    {
        var values = new List<double[]>();
        double rows = 1;
        foreach (var variable in variables)
        {
            if (ValuesOf(variable, context) is not { } list || (rows *= list.Length) > Most) return null;
            values.Add(list);
        }

        var columns = new Dictionary<string, double[]>(StringComparer.Ordinal);
        var stride = 1;
        for (var v = 0; v < variables.Count; v++)
        {
            var column = columns[variables[v]] = new double[(int)rows];
            for (var i = 0; i < column.Length; i++) column[i] = values[v][i / stride % values[v].Length];
            stride *= values[v].Length;
        }

        return new LevelCombinations((int)rows, columns);
    }

    public ReadOnlyMemory<double> Column(string name) => _columns[name];

    private static double[]? ValuesOf(string variable, StudyContext context)
    {
        if (ExpressionCompiler.Compile(new Expression { Variable = variable }, context, [])?.Type is not { } type) return null;
        if (type.Kind is ValueKind.Factor or ValueKind.Logical)
        {
            var levels = new double[(type.Kind == ValueKind.Factor ? type.Levels.Count : 2) + 1];
            for (var k = 0; k < levels.Length; k++) levels[k] = k == levels.Length - 1 ? double.NaN : k;
            return levels;
        }

        if (!(type.GridCells < Most)) return null;
        var grid = NumberGrid.Of(type);
        var numbers = new double[grid.Cells + 1];
        for (var k = 0; k < numbers.Length; k++) numbers[k] = k == grid.Cells ? double.NaN : grid.Value(k);
        return numbers;
    }
}
