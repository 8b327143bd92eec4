using FedOnco.Agent.Data.Sql;
using nietras.SeparatedValues;

namespace FedOnco.Agent.Data.Engines;

/// <summary>
/// Columns of plain numbers of a text file, read past the embedded engine, which takes several times as long. What is not plain (a
/// quote, a space, another spelling of a number, a line of another length) is left to the engine: it decides what that means.
/// </summary>
internal static class CsvNumbers
{
    private const int LinesBetweenLooks = 1 << 14;

    /// <param name="file">Comma-separated, with a header.</param>
    /// <param name="columns">Names in the header, and what their numbers mean.</param>
    /// <param name="missing">Texts that mean missing, by column.</param>
    /// <param name="rows">Lines after the header.</param>
    /// <param name="cancellationToken">Looked at now and then.</param>
    /// <returns>One double a line for each column; null where anything is not plain.</returns>
    public static double[][]? Read(string file, IReadOnlyList<(string Name, NumberDecoding Decoding)> columns, IReadOnlyList<IReadOnlyList<string>> missing, int rows, CancellationToken cancellationToken)
    {
        try
        {
            using var reader = Sep.New(',').Reader().FromFile(file);
            // The engine tells names apart without case, and renames the later one.
            if (reader.Header.ColNames.Distinct(StringComparer.OrdinalIgnoreCase).Count() < reader.Header.ColNames.Count) return null;
            var places = columns.Select(c => reader.Header.TryIndexOf(c.Name, out var place) ? place : -1).ToArray();
            if (places.Contains(-1)) return null;
            var values = places.Select(_ => GC.AllocateUninitializedArray<double>(rows)).ToArray();
            var line = 0;
            foreach (var row in reader)
            {
                if (line == rows) return null;
                if (line % LinesBetweenLooks == 0) cancellationToken.ThrowIfCancellationRequested();
                for (var c = 0; c < places.Length; c++)
                {
                    if (!TryRead(row[places[c]], missing[c], out values[c][line])) return null;
                }

                line++;
            }

            if (line != rows) return null;
            for (var c = 0; c < values.Length; c++) columns[c].Decoding.Decode(values[c], values[c]);
            return values;
        }
        catch (Exception unusual) when (unusual is InvalidDataException or ArgumentException or NotSupportedException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static bool TryRead(SepReader.Col field, IReadOnlyList<string> missing, out double value)
    {
        var text = field.Span;
        value = double.NaN;
        if (text.IsEmpty || IsMissing(text, missing)) return true;
        return text[0] is '-' or (>= '0' and <= '9') && char.IsAsciiDigit(text[^1]) && field.TryParse(out value) && !double.IsNaN(value);
    }

    private static bool IsMissing(ReadOnlySpan<char> text, IReadOnlyList<string> missing)
    {
        for (var i = 0; i < missing.Count; i++)
        {
            if (text.SequenceEqual(missing[i])) return true;
        }

        return false;
    }
}
