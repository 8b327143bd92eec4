using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Disclosure;

/// <summary>Distinct patients in each cell at a site, and whether it has any.</summary>
internal static class CellPatients
{
    /// <param name="cells">Cell of each row of the cohort, -1 for none.</param>
    /// <param name="patientKey">The dictionary's patient key, empty where a row is a patient.</param>
    /// <param name="run">The cohort.</param>
    /// <param name="patients">Where the patients of each cell go.</param>
    /// <param name="sites">1 where there are any.</param>
    public static void Count(ReadOnlySpan<int> cells, string patientKey, SiteRun run, Span<double> patients, Span<double> sites)
    {
        ReadOnlySpan<double> keys = run.IsPatientARow(patientKey) ? [] : run.Column(patientKey).Span;
        var seen = new HashSet<(double, int)>();
        for (var i = 0; i < cells.Length; i++)
        {
            if (cells[i] < 0 || (keys.Length > 0 && !double.IsNaN(keys[i]) && !seen.Add((keys[i], cells[i])))) continue;
            patients[cells[i]]++;
            sites[cells[i]] = 1;
        }
    }

    /// <summary>The same from counted combinations, each of which lies in one cell.</summary>
    /// <param name="found">With patients, unless a row is a patient.</param>
    /// <param name="cells">Cell of each combination, -1 for none.</param>
    /// <param name="rows">Where the rows of each cell go.</param>
    /// <param name="patients">Where its patients go; empty where they are not wanted.</param>
    /// <param name="sites">1 where there are any; empty where it is not wanted.</param>
    public static void Count(Combinations found, ReadOnlySpan<int> cells, Span<double> rows, Span<double> patients, Span<double> sites)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            if (cells[i] < 0) continue;
            rows[cells[i]] += found.Rows[i];
            if (patients.Length == 0) continue;
            patients[cells[i]] += (found.Patients ?? found.Rows)[i];
            sites[cells[i]] = 1;
        }
    }
}
