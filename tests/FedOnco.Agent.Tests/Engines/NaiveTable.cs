using System.Globalization;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests.Engines;

/// <summary>Rows of texts read the plain way, one by one: what the engines are held against.</summary>
internal sealed class NaiveTable(List<string[]> rows) : IColumnSource
{
    public int Rows => rows.Count;

    public ReadOnlyMemory<double> Column(string name)
    {
        var index = Array.IndexOf(GeneratedTable.Header, name);
        var variable = GeneratedTable.Dataset.Variables[index];
        var codes = new List<string>();
        return rows.Select(r => Read(variable, r[index], codes)).ToArray();
    }

    private static double Read(Variable variable, string text, List<string> codes)
    {
        if (text.Length == 0 || text == "NA" || variable.MissingCodes.Contains(text)) return double.NaN;
        if (variable.Name == GeneratedTable.Dataset.PatientKey)
        {
            if (!codes.Contains(text)) codes.Add(text);
            return codes.IndexOf(text);
        }

        if (variable.Type == VariableType.Category) return variable.Levels.Select(l => l.Name).ToList().IndexOf(text);
        if (variable.Type == VariableType.Boolean) return text == "TRUE" ? 1 : 0;
        var value = variable.Type == VariableType.Date
            ? DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture).DayNumber - new DateOnly(1970, 1, 1).DayNumber
            : double.Parse(text, CultureInfo.InvariantCulture);
        return value >= variable.Minimum && value <= variable.Maximum ? value : double.NaN;
    }
}
