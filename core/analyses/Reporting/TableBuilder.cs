using FedOnco.Protos;

namespace FedOnco.Analyses.Reporting;

/// <summary>Builds a result table column by column; NaN and null are R's NA.</summary>
public sealed class TableBuilder(string name = "tidy")
{
    private readonly Table _table = new() { Name = name };

    public TableBuilder Texts(string column, IEnumerable<string?> values)
    {
        var texts = new Texts();
        var result = new TableColumn { Name = column, Texts = texts };
        foreach (var value in values)
        {
            if (value is null) result.Missing.Add((uint)texts.Values.Count);
            texts.Values.Add(value ?? "");
        }

        _table.Columns.Add(result);
        return this;
    }

    public TableBuilder Numbers(string column, IEnumerable<double> values)
    {
        var numbers = new Numbers();
        var result = new TableColumn { Name = column, Numbers = numbers };
        foreach (var value in values)
        {
            if (double.IsNaN(value)) result.Missing.Add((uint)numbers.Values.Count);
            numbers.Values.Add(double.IsNaN(value) ? 0 : value);
        }

        _table.Columns.Add(result);
        return this;
    }

    public Table Build() => _table;
}
