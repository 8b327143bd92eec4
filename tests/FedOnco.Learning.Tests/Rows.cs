using System.Globalization;
using FedOnco.Analyses.Tests.Harness;

namespace FedOnco.Learning.Tests;

/// <summary>The shared tables as rows of texts, cut into training and test rows.</summary>
internal sealed record Rows(string[] Header, List<string[]> All)
{
    public static Rows Load(string collection, string dataset)
    {
        var files = Directory.GetFiles(Shared.Data(collection), dataset + ".csv", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        var header = Split(File.ReadLines(files[0]).First());
        return new Rows(header, [.. files.SelectMany(f => File.ReadLines(f).Skip(1)).Select(Split)]);
    }

    /// <summary>Only these columns.</summary>
    public Rows Keep(params string[] columns)
    {
        var at = columns.Select(c => Array.IndexOf(Header, c)).ToArray();
        return new Rows(columns, [.. All.Select(r => at.Select(i => r[i]).ToArray())]);
    }

    public Rows Without(params string[] columns) => Keep([.. Header.Where(h => !columns.Contains(h))]);

    /// <summary>Every third row is a test row.</summary>
    public (List<string[]> Training, List<string[]> Test) Thirds() => ([.. All.Where((_, i) => i % 3 != 2)], [.. All.Where((_, i) => i % 3 == 2)]);

    public double[] Numbers(IEnumerable<string[]> rows, string column)
    {
        var at = Array.IndexOf(Header, column);
        return [.. rows.Select(r => double.TryParse(r[at], CultureInfo.InvariantCulture, out var v) ? v : double.NaN)];
    }

    /// <summary>At as many centres as asked for, round robin.</summary>
    public static IDictionary<string, List<string[]>> Deal(List<string[]> rows, int centres) =>
        rows.Select((r, i) => (Row: r, Centre: $"c{i % centres}")).GroupBy(p => p.Centre, p => p.Row).ToDictionary(g => g.Key, g => g.ToList());

    private static string[] Split(string line)
    {
        var fields = new List<string>();
        var field = new System.Text.StringBuilder();
        var quoted = false;
        foreach (var c in line)
        {
            if (c == '"') quoted = !quoted;
            else if (c == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(c);
            }
        }

        fields.Add(field.ToString());
        return [.. fields];
    }
}
