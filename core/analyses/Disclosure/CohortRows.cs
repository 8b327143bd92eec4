using System.Numerics;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Disclosure;

/// <summary>The rows of a cohort at one site: one bit a row for a single cell, otherwise the cell of every row.</summary>
internal sealed class CohortRows
{
    private const ushort Outside = ushort.MaxValue;

    private readonly PatientIndex _patients;
    private readonly ulong[]? _bits;
    private readonly ushort[]? _labels;

    private CohortRows(PatientIndex patients, int cells, ulong[]? bits, ushort[]? labels)
    {
        _patients = patients;
        _bits = bits;
        _labels = labels;
        Patients = new int[cells];
        CountPatients();
    }

    /// <summary>Patients in each cell.</summary>
    public int[] Patients { get; }

    public static CohortRows Of(Cohort cohort, string patientKey, SiteRun whole) => Of(cohort, "cohort " + cohort.Key, patientKey, whole);

    /// <summary>Rows of a run that are all of a condition's: no need to look at its variables again.</summary>
    public static CohortRows OfRun(Cohort cohort, string patientKey, SiteRun run) => run.Remember("cohort " + cohort.Key, () =>
    {
        var bits = new ulong[(run.Whole.Rows + 63) / 64];
        run.Mark(bits);
        return new CohortRows(PatientIndex.Of(patientKey, run.Whole), 1, bits, null);
    });

    private static CohortRows Of(Cohort cohort, string key, string patientKey, SiteRun whole) => whole.Remember(key, () =>
    {
        var patients = PatientIndex.Of(patientKey, whole);
        var labels = cohort.Labels(whole);
        return cohort.Cells == 1 ? new CohortRows(patients, 1, BitsOf(labels), null) : new CohortRows(patients, cohort.Cells, null, Array.ConvertAll(labels, l => l < 0 ? Outside : (ushort)l));
    });

    /// <summary>No rows: the site took no part in that answer.</summary>
    public static CohortRows Empty(Cohort cohort, string patientKey, SiteRun whole)
    {
        var patients = PatientIndex.Of(patientKey, whole);
        return new CohortRows(patients, cohort.Cells, cohort.Cells == 1 ? new ulong[(patients.Rows + 63) / 64] : null, cohort.Cells == 1 ? null : Enumerable.Repeat(Outside, patients.Rows).ToArray());
    }

    /// <summary>An earlier cohort as this site had it.</summary>
    public static CohortRows Of(EarlierCohort earlier, string patientKey, SiteRun whole) =>
        earlier.Entry.Sites.Contains(whole.Site) ? Of(earlier.Cohort, earlier.RowsKey, patientKey, whole) : Empty(earlier.Cohort, patientKey, whole);

    /// <summary>Cell of a row, -1 outside.</summary>
    public int Cell(int row) => CellOf(row);

    /// <summary>Patients in the symmetric difference of each cell here with each cell of the other, row-major.</summary>
    public void Differences(CohortRows other, Span<int> differences)
    {
        if (_bits is not null && other._bits is not null && _patients.IsUnique)
        {
            differences[0] = DifferentBits(_bits, other._bits);
            return;
        }

        var width = other.Patients.Length;
        for (var i = 0; i < Patients.Length; i++)
        {
            for (var j = 0; j < width; j++) differences[(i * width) + j] = Patients[i] + other.Patients[j];
        }

        if (_patients.IsUnique) TakeShared(other, differences, width);
        else TakeAgreeing(other, differences, width);
    }

    // Memory is the limit: four words a turn keep it busy.
    private static int DifferentBits(ulong[] a, ulong[] b)
    {
        int c0 = 0, c1 = 0, c2 = 0, c3 = 0, i = 0;
        var words = Math.Min(a.Length, b.Length);
        ReadOnlySpan<ulong> left = a.AsSpan(0, words), right = b.AsSpan(0, words);
        for (; i + 4 <= left.Length && i + 4 <= right.Length; i += 4)
        {
            c0 += BitOperations.PopCount(left[i] ^ right[i]);
            c1 += BitOperations.PopCount(left[i + 1] ^ right[i + 1]);
            c2 += BitOperations.PopCount(left[i + 2] ^ right[i + 2]);
            c3 += BitOperations.PopCount(left[i + 3] ^ right[i + 3]);
        }

        for (; i < words; i++) c0 += BitOperations.PopCount(left[i] ^ right[i]);
        return c0 + c1 + c2 + c3;
    }

    /// <summary>A row in both cells is in neither difference.</summary>
    private void TakeShared(CohortRows other, Span<int> differences, int width)
    {
        for (var row = 0; row < _patients.Rows; row++)
        {
            int i = CellOf(row), j = other.CellOf(row);
            if (i >= 0 && j >= 0) differences[(i * width) + j] -= 2;
        }
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

    private static ulong[] BitsOf(int[] labels)
    {
        var bits = new ulong[(labels.Length + 63) / 64];
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] >= 0) bits[i >> 6] |= 1UL << (i & 63);
        }

        return bits;
    }
}
