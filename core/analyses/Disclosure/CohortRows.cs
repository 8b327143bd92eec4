using System.Numerics;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Disclosure;

/// <summary>The rows of a cohort at one site: one bit a row for a single cell, otherwise the cell of every row.</summary>
public sealed class CohortRows
{
    private const ushort Outside = ushort.MaxValue;

    private readonly PatientIndex _patients;
    private readonly ulong[]? _bits;
    private readonly ushort[]? _labels;
    private readonly Lazy<(int[] Order, int[] Starts)> _rowsByCell;

    private CohortRows(PatientIndex patients, int cells, ulong[]? bits, ushort[]? labels)
    {
        _patients = patients;
        _bits = bits;
        _labels = labels;
        _rowsByCell = new Lazy<(int[], int[])>(SortByCell);
        Patients = new int[cells];
        CountPatients();
    }

    /// <summary>Patients in each cell.</summary>
    public int[] Patients { get; }

    /// <summary>Rows of a cohort on the data of today, found once as long as the source remembers them.</summary>
    /// <param name="cohort">A cohort.</param>
    /// <param name="patientKey">The dictionary's patient key, empty where a row is a patient.</param>
    /// <param name="whole">All rows of the site.</param>
    public static CohortRows Of(Cohort cohort, string patientKey, SiteRun whole) => Of(cohort, "cohort " + cohort.Key, patientKey, whole);

    /// <summary>Rows of a run that are all of a condition's: no need to look at its variables again.</summary>
    public static CohortRows OfRun(Cohort cohort, string patientKey, SiteRun run) => run.Remember("cohort " + cohort.Key, () =>
    {
        var patients = PatientIndex.Of(patientKey, run.Whole);
        var bits = new ulong[(patients.Rows + 63) / 64];
        run.Mark(bits);
        return new CohortRows(patients, 1, bits, null);
    });

    private static CohortRows Of(Cohort cohort, string key, string patientKey, SiteRun whole) => whole.Remember(key, () => Of(cohort, cohort.Labels(whole), PatientIndex.Of(patientKey, whole)));

    /// <param name="cohort">A cohort.</param>
    /// <param name="labels">Cell of each row, -1 outside; rows behind its end are outside.</param>
    /// <param name="patients">Whose rows they are.</param>
    private static CohortRows Of(Cohort cohort, int[] labels, PatientIndex patients)
    {
        if (cohort.Cells == 1) return new CohortRows(patients, 1, BitsOf(labels, patients.Rows), null);
        var cells = new ushort[patients.Rows];
        for (var i = 0; i < cells.Length; i++) cells[i] = i < labels.Length && labels[i] >= 0 ? (ushort)labels[i] : Outside;
        return new CohortRows(patients, cohort.Cells, null, cells);
    }

    /// <summary>No rows: the site took no part in that answer.</summary>
    public static CohortRows Empty(Cohort cohort, string patientKey, SiteRun whole)
    {
        var patients = PatientIndex.Of(patientKey, whole);
        return new CohortRows(patients, cohort.Cells, cohort.Cells == 1 ? new ulong[(patients.Rows + 63) / 64] : null, cohort.Cells == 1 ? null : Enumerable.Repeat(Outside, patients.Rows).ToArray());
    }

    /// <summary>An earlier cohort as this site had it.</summary>
    public static CohortRows Of(EarlierCohort earlier, string patientKey, SiteRun whole)
    {
        if (!earlier.Entry.Sites.Contains(whole.Site)) return Empty(earlier.Cohort, patientKey, whole);
        return whole.Earlier is { } before && before.SnapshotOf(earlier.Entry) is { } snapshot
            ? whole.Remember($"{earlier.RowsKey} {snapshot}", () => Of(earlier.Cohort, before.Labels(earlier.Entry), PatientIndex.Of(patientKey, whole)))
            : Of(earlier.Cohort, earlier.RowsKey, patientKey, whole);
    }

    /// <summary>Cell of a row, -1 outside.</summary>
    public int Cell(int row) => CellOf(row);

    /// <summary>A bit for each row, in another order; of a cohort with one cell.</summary>
    /// <param name="order">Rows.</param>
    /// <param name="target">Zero; the bit of the first row is the lowest of the first byte.</param>
    public void CopyBits(ReadOnlySpan<int> order, Span<byte> target)
    {
        ReadOnlySpan<ulong> bits = _bits;
        for (var i = 0; i < order.Length; i += 8)
        {
            var octet = 0UL;
            for (var k = Math.Min(8, order.Length - i) - 1; k >= 0; k--) octet = (octet << 1) | ((bits[order[i + k] >> 6] >> order[i + k]) & 1);
            target[i >> 3] = (byte)octet;
        }
    }

    /// <summary>
    /// Patients in the symmetric difference of each cell here with each cell of the other, row-major, up to a limit: no more than whether
    /// there are enough is asked, and most pairs show that by their sizes.
    /// </summary>
    /// <param name="other">Rows of the same dataset.</param>
    /// <param name="enough">The limit, at least 1: this many or more are given as this many.</param>
    /// <param name="differences">One for each pair of cells.</param>
    public void Differences(CohortRows other, int enough, Span<int> differences)
    {
        var width = other.Patients.Length;
        int[]? exact = null;
        for (var i = 0; i < Patients.Length; i++)
        {
            for (var j = 0; j < width; j++)
            {
                ref var difference = ref differences[(i * width) + j];
                if (Math.Abs(Patients[i] - other.Patients[j]) >= enough) difference = enough;
                else if (!_patients.IsUnique) difference = Math.Min(enough, (exact ??= PatientDifferences(other))[(i * width) + j]);
                else difference = _bits is not null && other._bits is not null ? DifferentBits(_bits, other._bits, enough) : DifferentRows(i, other, j, enough);
            }
        }
    }

    /// <summary>Whether the other has rows that are not here; both have one cell.</summary>
    public bool IsExceededBy(CohortRows other)
    {
        // One cell is kept as bits.
        ulong[] here = _bits!, there = other._bits!;
        for (var w = 0; w < there.Length; w++)
        {
            if ((there[w] & ~here[w]) != 0) return true;
        }

        return false;
    }

    /// <summary>Patients of a cell here who are in a cell of the other too, and have a bit set; up to a limit.</summary>
    /// <param name="cell">Cell here.</param>
    /// <param name="other">Rows of the same dataset, which has one row a patient.</param>
    /// <param name="theirs">Cell there.</param>
    /// <param name="bits">One a row; rows behind its end have none.</param>
    /// <param name="enough">The limit.</param>
    public int Common(int cell, CohortRows other, int theirs, ReadOnlySpan<ulong> bits, int enough)
    {
        var count = 0;
        for (var w = 0; w < bits.Length && count < enough; w++)
        {
            for (var word = bits[w]; word != 0; word &= word - 1)
            {
                var row = (w << 6) + BitOperations.TrailingZeroCount(word);
                if (CellOf(row) == cell && other.CellOf(row) == theirs) count++;
            }
        }

        return Math.Min(count, enough);
    }

    private static int DifferentBits(ulong[] left, ulong[] right, int enough)
    {
        var count = 0;
        for (var w = 0; w < left.Length && count < enough; w++) count += BitOperations.PopCount(left[w] ^ right[w]);
        return Math.Min(count, enough);
    }

    /// <summary>What the other cell lacks of this one's rows follows from the sizes and what this one has beyond it.</summary>
    private int DifferentRows(int cell, CohortRows other, int theirs, int enough)
    {
        var apart = Patients[cell] - other.Patients[theirs];
        var beyond = 0;
        if (_labels is null)
        {
            for (var w = 0; w < _bits!.Length && (2 * beyond) - apart < enough; w++) // One cell is kept as bits.
            {
                for (var word = _bits[w]; word != 0; word &= word - 1) beyond += other.CellOf((w << 6) + BitOperations.TrailingZeroCount(word)) == theirs ? 0 : 1;
            }
        }
        else
        {
            var (order, starts) = _rowsByCell.Value;
            for (var k = starts[cell]; k < starts[cell + 1] && (2 * beyond) - apart < enough; k++) beyond += other.CellOf(order[k]) == theirs ? 0 : 1;
        }

        return Math.Min((2 * beyond) - apart, enough);
    }

    /// <summary>Rows of the cells, one cell after another, and where each starts.</summary>
    private (int[] Order, int[] Starts) SortByCell()
    {
        var labels = _labels!; // Asked for where there are several cells.
        var starts = new int[Patients.Length + 1];
        foreach (var label in labels) if (label != Outside) starts[label + 1]++;
        for (var c = 0; c < Patients.Length; c++) starts[c + 1] += starts[c];
        var next = starts.AsSpan(0, Patients.Length).ToArray();
        var order = new int[starts[^1]];
        for (var row = 0; row < labels.Length; row++) if (labels[row] != Outside) order[next[labels[row]]++] = row;
        return (order, starts);
    }

    private int[] PatientDifferences(CohortRows other)
    {
        var width = other.Patients.Length;
        var differences = new int[Patients.Length * width];
        for (var i = 0; i < Patients.Length; i++)
        {
            for (var j = 0; j < width; j++) differences[(i * width) + j] = Patients[i] + other.Patients[j];
        }

        TakeAgreeing(other, differences, width);
        return differences;
    }

    /// <summary>A patient with rows in both cells was counted twice; with exactly the same rows in both it is no difference at all.</summary>
    private void TakeAgreeing(CohortRows other, Span<int> differences, int width)
    {
        int[] order = _patients.Order!, starts = _patients.Starts!;
        HashSet<int> mine = [], theirs = [];
        for (var p = 0; p + 1 < starts.Length; p++)
        {
            var rows = order.AsSpan(starts[p], starts[p + 1] - starts[p]);
            mine.Clear();
            theirs.Clear();
            foreach (var row in rows)
            {
                if (CellOf(row) is >= 0 and var i) mine.Add(i);
                if (other.CellOf(row) is >= 0 and var j) theirs.Add(j);
            }

            foreach (var i in mine)
            {
                foreach (var j in theirs) differences[(i * width) + j] -= Agree(other, rows, i, j) ? 2 : 1;
            }
        }
    }

    private bool Agree(CohortRows other, ReadOnlySpan<int> rows, int i, int j)
    {
        foreach (var row in rows)
        {
            if ((CellOf(row) == i) != (other.CellOf(row) == j)) return false;
        }

        return true;
    }

    private int CellOf(int row)
    {
        if (_labels is not null) return _labels[row] == Outside ? -1 : _labels[row];
        return (int)((_bits![row >> 6] >> (row & 63)) & 1) - 1;
    }

    private void CountPatients()
    {
        if (_patients.IsUnique)
        {
            if (_bits is not null) foreach (var word in _bits) Patients[0] += BitOperations.PopCount(word);
            else foreach (var label in _labels!) if (label != Outside) Patients[label]++;
            return;
        }

        int[] order = _patients.Order!, starts = _patients.Starts!;
        HashSet<int> cells = [];
        for (var p = 0; p + 1 < starts.Length; p++)
        {
            cells.Clear();
            for (var k = starts[p]; k < starts[p + 1]; k++)
            {
                if (CellOf(order[k]) is >= 0 and var cell && cells.Add(cell)) Patients[cell]++;
            }
        }
    }

    private static ulong[] BitsOf(int[] labels, int rows)
    {
        var bits = new ulong[(rows + 63) / 64];
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] >= 0) bits[i >> 6] |= 1UL << (i & 63);
        }

        return bits;
    }
}
