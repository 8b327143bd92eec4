using FedOnco.Protos;
using Microsoft.Data.Analysis;

namespace FedOnco.Client;

/// <summary>Result tables as data frames.</summary>
public static class ResultFrames
{
    /// <summary>One column a column; NA is null.</summary>
    public static DataFrame ToDataFrame(this Table table) => new(table.Columns.Select(Column));

    private static DataFrameColumn Column(TableColumn column)
    {
        var missing = column.Missing.ToHashSet();
        return column.ValuesCase switch
        {
            TableColumn.ValuesOneofCase.Texts => new StringDataFrameColumn(column.Name, column.Texts.Values.Select((v, i) => missing.Contains((uint)i) ? null : v)),
            TableColumn.ValuesOneofCase.Logicals => new BooleanDataFrameColumn(column.Name, column.Logicals.Values.Select((v, i) => missing.Contains((uint)i) ? null : (bool?)v)),
            _ => new DoubleDataFrameColumn(column.Name, (column.Numbers?.Values ?? []).Select((v, i) => missing.Contains((uint)i) ? null : (double?)v)),
        };
    }
}
