using System.Globalization;
using FedOnco.Analyses.Descriptive.Describe;
using FedOnco.Analyses.Descriptive.Smd;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.Table1;

/// <summary>The table as it goes into a paper: a column a group, a row a variable or level; cells are texts.</summary>
public sealed class Table1Report : IReport<Table1Totals>
{
    private const string Hidden = "*";

    public Result Report(StudyContext context, Table1Totals totals)
    {
        var spec = context.Question.Analysis.Table1;
        var question = totals.Question.Any;
        List<int> groups = totals.Grouped is { } grouped ? [.. Enumerable.Range(0, grouped.Question.Groups.Cells).Where(g => grouped.Rows[g] > 0 && grouped.Question.Groups.Levels(g)[0] is not null)] : [];
        var columns = new List<(string Name, DescribeTotals Totals, int Group)>();
        if (totals.Overall is { } overall) columns.Add(("overall", overall, 0));
        columns.AddRange(groups.Select(g => ($"{totals.Grouped!.Question.Groups.Names[0]}={totals.Grouped.Question.Groups.Levels(g)[0]}", totals.Grouped!, g)));
        var rows = new List<Row> { new("n", null, [.. columns.Select(c => Count(c.Totals.Rows[c.Group]))], double.NaN, null, double.NaN, double.NaN) };
        for (var v = 0; v < question.Variables.Count; v++) rows.AddRange(Rows(totals, v, columns, groups, spec));

        var table = new TableBuilder().Texts("variable", rows.Select(r => r.Variable)).Texts("level", rows.Select(r => r.Level));
        for (var c = 0; c < columns.Count; c++) table.Texts(columns[c].Name, rows.Select(r => r.Cells[c]));
        table.Numbers("n.missing", rows.Select(r => r.Missing));
        if (groups.Count > 0 && !(spec.HasTest && !spec.Test)) table.Numbers("p.value", rows.Select(r => r.P)).Texts("test", rows.Select(r => r.Test));
        if (groups.Count > 0 && spec.Smd) table.Numbers("smd", rows.Select(r => r.Smd));
        var result = new Result { Tidy = table.Build() }.With("n", columns.Count == 0 ? 0 : columns[0].Name == "overall" ? columns[0].Totals.Rows[0] : columns.Sum(c => c.Totals.Rows[c.Group]));
        result.Notes.Add("numbers: mean (sd), or median [q1, q3] where nonnormal; categories: n (percent of known)");
        Mark(result, columns.Select(c => c.Name).ToList(), rows);
        return result;
    }

    private static void Mark(Result result, List<string> columns, List<Row> rows)
    {
        bool IsHidden(string cell) => cell.Contains(Hidden, StringComparison.Ordinal);
        var hidden = rows.Where(r => r.Cells.Any(IsHidden)).ToList();
        if (hidden.Count == 0) return;
        result.Suppressed.Add(new Suppression { Rule = "tail", Table = "tidy", Columns = { columns.Where((_, c) => hidden.Any(r => IsHidden(r.Cells[c]))) }, Rows = (uint)hidden.Count });
        result.Notes.Add($"{Hidden} suppressed: too few patients lie beyond this quartile");
    }

    private static IEnumerable<Row> Rows(Table1Totals totals, int v, List<(string Name, DescribeTotals Totals, int Group)> columns, List<int> groups, Table1Spec spec)
    {
        var variable = totals.Question.Any.Variables[v];
        var (p, test) = groups.Count > 0 && !(spec.HasTest && !spec.Test) ? Table1Tests.Compare(totals, v, groups) : (double.NaN, null);
        var smd = groups.Count > 1 && spec.Smd ? Table1Tests.Difference(totals.Grouped!, v, groups) : double.NaN;
        var missing = totals.Overall is { } all ? all.Rows[0] - all.Known[v] : groups.Sum(g => totals.Grouped!.Rows[g] - Known(totals.Grouped, v, g));
        if (!variable.IsFactor)
        {
            yield return new Row(variable.Text, null, [.. columns.Select(c => Number(c.Totals, v, c.Group, totals.Question.Nonnormal[v]))], p, test, smd, missing);
            yield break;
        }

        var counts = columns.Select(c => StandardisedDifference.Counts(c.Totals, v, c.Group)).ToList();
        var first = true;
        for (var l = 0; l < variable.Levels.Count; l++)
        {
            if (counts.All(c => c[l] == 0)) continue;
            var level = l;
            List<string> cells = [.. columns.Select((c, i) => Share(counts[i][level], Known(c.Totals, v, c.Group)))];
            yield return new Row(variable.Text, variable.Levels[l], cells, first ? p : double.NaN, first ? test : null, first ? smd : double.NaN, first ? missing : double.NaN);
            first = false;
        }
    }

    private static double Known(DescribeTotals totals, int variable, int group) => totals.Known[(variable * totals.Question.Groups.Cells) + group];

    private static string Number(DescribeTotals totals, int variable, int group, bool nonnormal)
    {
        var i = (variable * totals.Question.Groups.Cells) + group;
        var n = totals.Known[i];
        if (n == 0) return "";
        if (nonnormal) return $"{Two(totals.Quartiles[i][1])} [{Two(totals.Quartiles[i][0])}, {Two(totals.Quartiles[i][2])}]";
        return n > 1 ? $"{Two(totals.Mean[i])} ({Two(Math.Sqrt(totals.Squares[i] / (n - 1)))})" : Two(totals.Mean[i]);
    }

    private static string Share(double n, double known) => known == 0 ? "" : $"{Count(n)} ({(100 * n / known).ToString("F1", CultureInfo.InvariantCulture)})";

    private static string Count(double n) => n.ToString("F0", CultureInfo.InvariantCulture);

    /// <summary>A quartile with too few patients beyond it has no value here.</summary>
    private static string Two(double value) => double.IsNaN(value) ? Hidden : value.ToString("F2", CultureInfo.InvariantCulture);

    private sealed record Row(string Variable, string? Level, List<string> Cells, double P, string? Test, double Smd, double Missing);
}
