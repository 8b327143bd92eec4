using System.Globalization;
using FedOnco.Protos;

namespace FedOnco.Agent.Data;

/// <summary>The generated SQL of a dataset: values as doubles, and counts of what does not fit the dictionary. No text from outside enters it unquoted.</summary>
internal sealed class SourceQuery(CatalogueEntry entry, Dataset dataset)
{
    public string From => entry.IsParquet
        ? $"read_parquet({Quote(entry.File)})"
        : $"read_csv({Quote(entry.File)}, header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"', skip = 0, sample_size = -1, strict_mode = true, null_padding = false, ignore_errors = false)";

    /// <summary>All columns of the dictionary in its order, one double a row, NaN where missing or out of range; the patient key as text.</summary>
    public string Values => $"SELECT {string.Join(", ", dataset.Variables.Select(v => v.Name == dataset.PatientKey ? Text(v) : $"coalesce({InRange(v)}, 'nan'::DOUBLE)"))} FROM {From}";

    /// <summary>For each variable three counts: unreadable or unknown values, values out of range, missing values.</summary>
    public string Faults => $"SELECT count(*), {string.Join(", ", dataset.Variables.Select(Counts))} FROM {From}";

    public string Header => $"DESCRIBE SELECT * FROM {From}";

    private string Counts(Variable variable)
    {
        var text = Text(variable);
        if (variable.Name == dataset.PatientKey) return $"0, 0, count(*) FILTER ({text} IS NULL)";
        var value = Value(variable);
        return $"count(*) FILTER ({text} IS NOT NULL AND {value} IS NULL), count(*) FILTER ({value} IS NOT NULL AND {InRange(variable)} IS NULL), count(*) FILTER ({text} IS NULL)";
    }

    /// <summary>The cell as text, null where empty or a missing code.</summary>
    private string Text(Variable variable)
    {
        var column = $"CAST({Name(entry.ColumnOf(variable.Name))} AS VARCHAR)";
        var codes = entry.Missing.Concat(variable.MissingCodes).Where(c => c.Length > 0).Select(Quote).ToList();
        var nonEmpty = $"nullif({column}, '')";
        return codes.Count == 0 ? nonEmpty : $"(CASE WHEN {column} IN ({string.Join(", ", codes)}) THEN NULL ELSE {nonEmpty} END)";
    }

    private string Value(Variable variable)
    {
        var text = Text(variable);
        return variable.Type switch
        {
            VariableType.Category => $"CAST(list_position([{string.Join(", ", variable.Levels.Select(l => Quote(l.Name)))}]::VARCHAR[], {text}) - 1 AS DOUBLE)",
            VariableType.Boolean => $"(CASE WHEN {text} IN ('TRUE', 'T', 'true', '1') THEN 1.0 WHEN {text} IN ('FALSE', 'F', 'false', '0') THEN 0.0 END)::DOUBLE",
            VariableType.Date => $"CAST(date_diff('day', DATE '1970-01-01', TRY_CAST({text} AS DATE)) AS DOUBLE)",
            _ => $"TRY_CAST({text} AS DOUBLE)",
        };
    }

    private string InRange(Variable variable)
    {
        var value = Value(variable);
        if (variable.Type is VariableType.Category or VariableType.Boolean) return value;
        return $"(CASE WHEN {value} BETWEEN {Number(variable.Minimum)} AND {Number(variable.Maximum)} THEN {value} END)";
    }

    private static string Number(double value) => $"{value.ToString("R", CultureInfo.InvariantCulture)}::DOUBLE";

    private static string Name(string column) => $"\"{column.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
