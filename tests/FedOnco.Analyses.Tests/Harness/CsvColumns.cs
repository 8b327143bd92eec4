using System.Globalization;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Harness;

/// <summary>Rows of texts as the columns of a dictionary entry.</summary>
public sealed class CsvColumns(Dataset dataset, string[] header, IReadOnlyList<string[]> rows) : IColumnSource
{
    private readonly Dictionary<string, ReadOnlyMemory<double>> _columns = new(StringComparer.Ordinal);

    public int Rows => rows.Count;

    public ReadOnlyMemory<double> Column(string name)
    {
        if (_columns.TryGetValue(name, out var column)) return column;
        var variable = dataset.Variables.Single(v => v.Name == name);
        var index = Array.IndexOf(header, name);
        var levels = variable.Levels.Select(l => l.Name).ToList();
        var codes = new Dictionary<string, double>(StringComparer.Ordinal);
        var values = rows.Select(r => Read(variable, levels, codes, r[index])).ToArray();
        return _columns[name] = values;
    }

    private static double Read(Variable variable, List<string> levels, Dictionary<string, double> codes, string text)
    {
        if (text is "" or "NA") return double.NaN;
        if (variable.Type == VariableType.Boolean) return text is "T" or "TRUE" or "true" ? 1 : 0;
        if (variable.Type == VariableType.Date) return DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture).DayNumber - new DateOnly(1970, 1, 1).DayNumber;
        if (variable.Type != VariableType.Category) return double.Parse(text, CultureInfo.InvariantCulture);
        if (levels.Count > 0) return levels.IndexOf(text);
        return codes.TryGetValue(text, out var code) ? code : codes[text] = codes.Count;
    }
}
