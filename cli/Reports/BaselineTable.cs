using System.Globalization;
using FedOnco.Cli.Output;
using FedOnco.Protos;

namespace FedOnco.Cli.Reports;

/// <summary>The answer of table1() laid out as in a paper: a column an arm with its n in the heading, levels under their variable.</summary>
/// <param name="Headings">The first is that of the labels, empty.</param>
/// <param name="Rows">In the order of the call.</param>
internal sealed record BaselineTable(IReadOnlyList<string> Headings, IReadOnlyList<BaselineRow> Rows)
{
    /// <returns>Null for another call's answer.</returns>
    public static BaselineTable? Of(Run run)
    {
        var cells = new TableCells(run.Result.Tidy);
        return run.Question?.Analysis?.Table1 is not null && cells.Rows > 0 && cells.Columns.Count > 3 ? new Layout(cells).Build() : null;
    }

    /// <summary>Columns of the tidy table by what they are: variable, level, arms, n.missing, then p.value, test and smd where asked for.</summary>
    private sealed class Layout(TableCells cells)
    {
        private readonly List<TableCells.Column> _arms = [.. cells.Columns.Skip(2).TakeWhile(c => c.Name != "n.missing")];
        private readonly TableCells.Column? _missing = Named(cells, "n.missing");
        private readonly TableCells.Column? _p = Named(cells, "p.value");
        private readonly TableCells.Column? _test = Named(cells, "test");
        private readonly TableCells.Column? _smd = Named(cells, "smd");

        public BaselineTable Build()
        {
            TableCells.Column variable = cells.Columns[0], level = cells.Columns[1];
            var rows = new List<BaselineRow>();
            for (var i = 1; i < cells.Rows; i++)
            {
                if (level.IsMissing(i))
                {
                    rows.Add(new BaselineRow($"{variable.Text(i)}, {Measure(i)}", false, [.. _arms.Select(a => a.Text(i)), .. Comparison(i)]));
                    continue;
                }

                // The comparison stands in the row of a variable's first level.
                if (level.IsMissing(i - 1) || variable.Text(i - 1) != variable.Text(i)) rows.Add(new BaselineRow($"{variable.Text(i)}, n (%)", false, [.. _arms.Select(_ => ""), .. Comparison(i)]));
                rows.Add(new BaselineRow(level.Text(i), true, [.. _arms.Select(a => a.Text(i)), .. Comparison(i).Select(_ => "")]));
            }

            return new BaselineTable(["", .. _arms.Select(a => $"{a.Name} (n = {a.Text(0)})"), .. Headings()], rows);
        }

        private IEnumerable<string> Headings()
        {
            if (_missing is not null) yield return "Missing";
            if (_p is not null) yield return "p";
            if (_test is not null) yield return "Test";
            if (_smd is not null) yield return "SMD";
        }

        private IEnumerable<string> Comparison(int row)
        {
            if (_missing is not null) yield return _missing.IsMissing(row) ? "" : _missing.Text(row);
            if (_p is not null) yield return _p.IsMissing(row) ? "" : P(_p.Source.Numbers.Values[row]);
            if (_test is not null) yield return _test.IsMissing(row) ? "" : _test.Text(row);
            if (_smd is not null) yield return _smd.IsMissing(row) ? "" : _smd.Source.Numbers.Values[row].ToString("F3", CultureInfo.InvariantCulture);
        }

        /// <summary>Brackets stand in a number's cells only around quartiles.</summary>
        private string Measure(int row) => _arms.Any(a => a.Text(row).Contains('[', StringComparison.Ordinal)) ? "median [Q1, Q3]" : "mean (SD)";

        private static string P(double p) => p < 0.001 ? "<0.001" : p.ToString("F3", CultureInfo.InvariantCulture);

        private static TableCells.Column? Named(TableCells cells, string name) => cells.Columns.LastOrDefault(c => c.Name == name);
    }
}
