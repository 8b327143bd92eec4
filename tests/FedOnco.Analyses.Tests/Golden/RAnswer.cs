using System.Text.Json;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Golden;

/// <summary>Compares a result with R's: values to 1e-8 of value or standard error, p-values on the log scale, NA where R has NA.</summary>
internal static class RAnswer
{
    private const double Relative = 1e-8;

    /// <returns>What differs, one line each.</returns>
    public static List<string> Differences(JsonElement expected, Result result, bool concordance)
    {
        var faults = new List<string>();
        CompareRows(expected.GetProperty("tidy"), result.Tidy, "tidy", faults);
        foreach (var entry in expected.GetProperty("glance").EnumerateObject())
        {
            if (!concordance && entry.Name.Contains("concordance", StringComparison.Ordinal)) continue;
            var mine = result.Glance.FirstOrDefault(g => g.Name == entry.Name);
            if (mine is null) faults.Add($"glance lacks {entry.Name}");
            else if (mine.Table is not null) CompareRows(entry.Value, mine.Table, entry.Name, faults);
            else CompareValue(Single(entry.Value), mine.ValueCase == GlanceEntry.ValueOneofCase.Number ? mine.Number : null, null, entry.Name, entry.Name.StartsWith("statistic", StringComparison.Ordinal) ? 1 : 0, $"glance {entry.Name}", faults);
        }

        return faults;
    }

    private static void CompareRows(JsonElement rows, Table table, string where, List<string> faults)
    {
        var mine = table.Columns.ToDictionary(c => c.Name);
        var length = table.Columns.Count == 0 ? 0 : Length(table.Columns[0]);
        if (length != rows.GetArrayLength()) faults.Add($"{where}: {length} rows, R has {rows.GetArrayLength()}");
        for (var i = 0; i < Math.Min(length, rows.GetArrayLength()); i++)
        {
            var scale = rows[i].TryGetProperty("std.error", out var error) && error.ValueKind == JsonValueKind.Number ? error.GetDouble() : 0;
            foreach (var cell in rows[i].EnumerateObject())
            {
                if (!mine.TryGetValue(cell.Name, out var column))
                {
                    if (!IsMissing(cell.Value)) faults.Add($"{where} lacks {cell.Name}");
                    continue;
                }

                var missing = column.Missing.Contains((uint)i);
                CompareValue(cell.Value, missing || column.Numbers is null ? null : column.Numbers.Values[i], missing ? null : column.Texts?.Values[i], cell.Name, cell.Name == "estimate" ? scale : cell.Name == "statistic" ? 1 : 0, $"{where}[{i}] {cell.Name}", faults);
            }
        }
    }

    private static void CompareValue(JsonElement expected, double? number, string? text, string name, double scale, string where, List<string> faults)
    {
        if (IsMissing(expected))
        {
            if (number is { } n && !double.IsNaN(n)) faults.Add($"{where}: {n}, R has no value");
        }
        else if (text is not null)
        {
            if (text != expected.ToString()) faults.Add($"{where}: {text}, R {expected}");
        }
        else if (Number(expected) is { } wanted && !IsSame(number ?? double.NaN, wanted, name, scale))
        {
            faults.Add($"{where}: {number:R}, R {wanted:R}");
        }
    }

    private static bool IsSame(double mine, double theirs, string name, double scale)
    {
        if (double.IsInfinity(theirs)) return mine.Equals(theirs);
        if (!name.StartsWith("p.value", StringComparison.Ordinal)) return Math.Abs(mine - theirs) <= (Relative * Math.Max(Math.Abs(theirs), scale)) + 1e-14;
        if (theirs < 1e-290) return mine < 1e-280;
        return mine > 0 && Math.Abs(Math.Log(mine) - Math.Log(theirs)) <= Relative * Math.Max(100, 10 * Math.Abs(Math.Log(theirs)));
    }

    private static JsonElement Single(JsonElement value) => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 1 && value[0].ValueKind != JsonValueKind.Object ? value[0] : value;

    private static bool IsMissing(JsonElement value) => value.ValueKind is JsonValueKind.Null || value.ToString() is "NA" or "NaN";

    private static double? Number(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : value.ToString() switch
    {
        "Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => null,
    };

    private static int Length(TableColumn column) => column.Numbers?.Values.Count ?? column.Texts?.Values.Count ?? column.Logicals.Values.Count;
}
