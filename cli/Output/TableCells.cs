using FedOnco.Protos;

namespace FedOnco.Cli.Output;

/// <summary>A result table by row.</summary>
internal sealed class TableCells
{
    public TableCells(Table table)
    {
        Columns = [.. table.Columns.Select(c => new Column(c))];
        Rows = Columns.Count == 0 ? 0 : Columns[0].Length;
    }

    public IReadOnlyList<Column> Columns { get; }

    public int Rows { get; }

    /// <summary>A column with its missing rows.</summary>
    internal sealed class Column(TableColumn source)
    {
        private readonly HashSet<uint> _missing = [.. source.Missing];

        public string Name => source.Name;

        public TableColumn Source => source;

        public int Length => source.ValuesCase switch
        {
            TableColumn.ValuesOneofCase.Numbers => source.Numbers.Values.Count,
            TableColumn.ValuesOneofCase.Texts => source.Texts.Values.Count,
            TableColumn.ValuesOneofCase.Logicals => source.Logicals.Values.Count,
            _ => 0,
        };

        public bool IsMissing(int row) => _missing.Contains((uint)row);

        /// <summary>For people: numbers with the digits that matter.</summary>
        public string Text(int row)
        {
            if (IsMissing(row)) return "NA";
            if (source.Texts is { } texts) return texts.Values[row];
            if (source.Logicals is { } logicals) return logicals.Values[row] ? "TRUE" : "FALSE";
            return ShortNumber.Of(source.Numbers.Values[row]);
        }

        /// <summary>For files: every digit.</summary>
        public string Exact(int row) => IsMissing(row) ? "NA" : source.Numbers is { } numbers ? ExpressionText.Number(numbers.Values[row]) : Text(row);
    }
}
