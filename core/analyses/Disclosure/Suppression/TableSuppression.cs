namespace FedOnco.Analyses.Disclosure.Suppression;

/// <summary>
/// Hides small cells, and as few others as needed so that no hidden small cell can be narrowed down: whoever knows all shown
/// cells and all margins still cannot tell its value within less than the threshold. Every party derives the same mask.
/// </summary>
/// <remarks>Source: Willenborg and de Waal (2001), "Elements of statistical disclosure control", chapter 6 (secondary suppression and audit).</remarks>
public sealed class TableSuppression
{
    private readonly double[] _values;
    private readonly CellState[] _states;
    private readonly double _threshold;
    private readonly List<int[]> _margins;

    private TableSuppression(TableShape shape, double[] values, CellState[] states, IReadOnlyList<int[]> known, Func<int[], bool> isPublic, double threshold)
    {
        _values = values;
        _states = states;
        _threshold = threshold;
        // A line with one possible cell is that cell: what hides the one hides the other.
        _margins = [.. shape.Margins().Where(l => l.Count(c => states[c] != CellState.Absent) > 1 && isPublic(l)), .. known.Where(isPublic)];
    }

    /// <param name="shape">Of the table.</param>
    /// <param name="values">What is shown of each cell (rows).</param>
    /// <param name="patients">Distinct patients of each cell.</param>
    /// <param name="sites">Sites with patients of each cell.</param>
    /// <param name="absent">Cells that cannot occur.</param>
    /// <param name="thresholds">Of the contract.</param>
    /// <param name="known">Sets of cells whose sum another answer gave.</param>
    public static CellState[] Of(TableShape shape, double[] values, double[] patients, double[] sites, Func<int, bool> absent, Thresholds thresholds, IReadOnlyList<int[]>? known = null)
    {
        var states = new CellState[values.Length];
        for (var i = 0; i < states.Length; i++) states[i] = absent(i) ? CellState.Absent : thresholds.Cell(patients[i], sites[i]) ? CellState.Shown : CellState.Primary;
        if (!states.Contains(CellState.Primary)) return states;
        // A margin is taken as known where its patients are enough; how many sites it has cannot be told from its cells.
        var table = new TableSuppression(shape, values, states, known ?? [], line => line.Sum(c => patients[c]) >= thresholds.Patients, thresholds.Patients);
        table.Hide();
        table.ShowWhatCanBeShown();
        return states;
    }

    /// <summary>Whether no hidden small cell can be narrowed down.</summary>
    public static bool IsSafe(TableShape shape, double[] values, IReadOnlyList<CellState> states, Func<int[], bool> isPublic, double threshold, IReadOnlyList<int[]>? known = null) =>
        new TableSuppression(shape, values, [.. states], known ?? [], isPublic, threshold).Exposed(firstOnly: true).Count == 0;

    private void Hide()
    {
        while (Exposed(firstOnly: false) is { Count: > 0 } exposed)
        {
            var covers = 0;
            foreach (var cover in exposed.Select(Cover).Where(c => c >= 0))
            {
                _states[cover] = CellState.Secondary;
                covers++;
            }

            if (covers > 0) continue;
            // No line of an exposed cell has anything left to cover it with: the smallest cell elsewhere, until nothing of the table is shown.
            var next = -1;
            for (var i = 0; i < _states.Length; i++)
            {
                if (_states[i] == CellState.Shown && (next < 0 || _values[i] < _values[next])) next = i;
            }

            if (next < 0) return;
            _states[next] = CellState.Secondary;
        }
    }

    /// <summary>The smallest shown cell on a line that has too little hidden in it; -1 where there is none.</summary>
    private int Cover(int cell)
    {
        var best = -1;
        var least = double.PositiveInfinity;
        foreach (var line in _margins.Where(l => Array.IndexOf(l, cell) >= 0).OrderBy(l => l.Length))
        {
            foreach (var other in line)
            {
                if (_states[other] != CellState.Shown || _values[other] >= least) continue;
                best = other;
                least = _values[other];
            }

            if (best >= 0) return best;
        }

        return best;
    }

    /// <summary>Secondary cells, largest first, are shown again where the rest stays safe.</summary>
    private void ShowWhatCanBeShown()
    {
        foreach (var cell in Enumerable.Range(0, _states.Length).Where(c => _states[c] == CellState.Secondary).OrderByDescending(c => _values[c]).ThenBy(c => c))
        {
            _states[cell] = CellState.Shown;
            if (Exposed(firstOnly: true).Count > 0) _states[cell] = CellState.Secondary;
        }
    }

    /// <summary>Small hidden cells whose value the shown numbers narrow down.</summary>
    private List<int> Exposed(bool firstOnly)
    {
        var hidden = Enumerable.Range(0, _states.Length).Where(c => _states[c] is CellState.Primary or CellState.Secondary).ToArray();
        var position = new int[_states.Length];
        for (var i = 0; i < hidden.Length; i++) position[hidden[i]] = i;
        var lines = new List<(int[] Cells, double Sum)>();
        foreach (var line in _margins)
        {
            var unknown = line.Where(c => _states[c] is CellState.Primary or CellState.Secondary).ToArray();
            if (unknown.Length > 0) lines.Add(([.. unknown.Select(c => position[c])], unknown.Sum(c => _values[c])));
        }

        // A secondary cell is known to be large enough by its label.
        var bounds = new HiddenCellBounds([.. hidden.Select(c => _states[c] == CellState.Secondary ? Math.Min(_threshold, _values[c]) : 0)], Distinct(lines));
        var exposed = new List<int>();
        foreach (var cell in hidden.Where(c => _states[c] == CellState.Primary))
        {
            var (least, largest) = bounds.Of(position[cell]);
            if (largest - least >= Math.Max(_threshold - 1, 1) - 1e-6) continue;
            exposed.Add(cell);
            if (firstOnly) break;
        }

        return exposed;
    }

    private static List<(int[] Cells, double Sum)> Distinct(List<(int[] Cells, double Sum)> lines)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. lines.Where(l => seen.Add(string.Join(',', l.Cells)))];
    }
}
