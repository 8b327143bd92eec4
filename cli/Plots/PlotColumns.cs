using FedOnco.Cli.Output;
using FedOnco.Protos;

namespace FedOnco.Cli.Plots;

/// <summary>The columns of a result table by name; missing numbers are NaN.</summary>
internal sealed class PlotColumns(Table table)
{
    private readonly TableCells _cells = new(table);

    public int Rows => _cells.Rows;

    public bool Has(string name) => _cells.Columns.Any(c => c.Name == name);

    public double[] Numbers(string name)
    {
        var column = _cells.Columns.FirstOrDefault(c => c.Name == name);
        return [.. Enumerable.Range(0, Rows).Select(i => column?.Source.Numbers is null || column.IsMissing(i) ? double.NaN : column.Source.Numbers.Values[i])];
    }

    /// <summary>Empty where missing.</summary>
    public string[] Texts(string name)
    {
        var column = _cells.Columns.FirstOrDefault(c => c.Name == name);
        return [.. Enumerable.Range(0, Rows).Select(i => column is null || column.IsMissing(i) ? "" : column.Text(i))];
    }
}
