namespace FedOnco.Analyses.Disclosure.Suppression;

/// <summary>Cells of a cross table, the last dimension varying fastest, and its margins.</summary>
/// <param name="Widths">Levels of each dimension.</param>
public sealed record TableShape(IReadOnlyList<int> Widths)
{
    /// <summary>With more dimensions than this only margins over one or all but one dimension are audited.</summary>
    private const int MostAuditedDimensions = 6;

    public int Cells => Widths.Aggregate(1, (product, width) => product * width);

    /// <summary>
    /// Every margin of the table: sums over the cells that agree in some of the dimensions. Each of these could be asked for by
    /// itself, so a hidden cell has to withstand all of them. Singletons (the cells themselves) are left out.
    /// </summary>
    public IReadOnlyList<int[]> Margins()
    {
        var margins = new List<int[]>();
        for (var kept = 0; kept < (1 << Widths.Count) - 1; kept++)
        {
            var size = System.Numerics.BitOperations.PopCount((uint)kept);
            if (Widths.Count > MostAuditedDimensions && size > 1 && size < Widths.Count - 1) continue;
            margins.AddRange(Lines(kept).Where(l => l.Length > 1));
        }

        return margins;
    }

    private IEnumerable<int[]> Lines(int kept)
    {
        var lines = new SortedDictionary<long, List<int>>();
        for (var cell = 0; cell < Cells; cell++)
        {
            var key = KeyOf(cell, kept);
            if (!lines.TryGetValue(key, out var line)) lines[key] = line = [];
            line.Add(cell);
        }

        return lines.Values.Select(l => l.ToArray());
    }

    private long KeyOf(int cell, int kept)
    {
        long key = 0, scale = 1;
        for (var d = Widths.Count - 1; d >= 0; d--)
        {
            var level = cell % Widths[d];
            cell /= Widths[d];
            if (((kept >> d) & 1) == 0) continue;
            key += level * scale;
            scale *= Widths[d];
        }

        return key;
    }
}
