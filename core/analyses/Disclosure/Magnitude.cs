using System.Runtime.InteropServices;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Disclosure;

/// <summary>
/// A variable that adds up over patients (cost, dose) in the cells of a cohort. A cell that one patient dominates gives that
/// patient's value away.
/// </summary>
/// <remarks>
/// The rules (1, 85 %) and (2, 90 %) speak of the largest and the two largest contributions, which no sum tells. Two sums bound
/// them: x1 + x2 &gt; 0.9 S implies sum x^2 &gt;= x1^2 + x2^2 &gt;= 0.405 S^2, and x1 &gt; 0.85 S implies sum x^2 &gt; 0.7225 S^2. So a cell
/// with sum x^2 &lt; 0.405 S^2 keeps both rules; one whose largest patient has 41 % or more may be refused without breaking them.
/// Source: Hundepool et al. (2012), "Statistical disclosure control", section 4.2 (dominance rules).
/// </remarks>
/// <param name="Cohort">Position among the question's cohorts.</param>
/// <param name="Variable">Name of the column.</param>
/// <param name="Scale">Largest magnitude by the dictionary.</param>
internal sealed record Magnitude(int Cohort, string Variable, double Scale)
{
    private const double MostShare = 0.405;

    public static List<Magnitude> Of(IReadOnlyList<GuardedCohort> cohorts, StudyContext context) =>
    [
        .. from c in Enumerable.Range(0, cohorts.Count)
           from v in context.Dataset.Variables
           where v.Magnitude && cohorts[c].Cohort.Variables.Contains(v.Name)
           select new Magnitude(c, v.Name, Math.Max(Math.Max(Math.Abs(v.Minimum), Math.Abs(v.Maximum)), 1e-300)),
    ];

    /// <summary>The site's part: for each cell the sum of the patients' magnitudes and of their squares, in units of the scale.</summary>
    public void Sum(CohortRows rows, string patientKey, SiteRun whole, Span<double> sums)
    {
        var values = whole.Column(Variable).Span;
        ReadOnlySpan<double> keys = patientKey.Length == 0 ? [] : whole.Column(patientKey).Span;
        var patients = new Dictionary<(double, int), double>();
        for (var i = 0; i < values.Length; i++)
        {
            if (rows.Cell(i) is not (>= 0 and var cell) || double.IsNaN(values[i])) continue;
            // Rows without a key are a patient each.
            var key = keys.Length == 0 || double.IsNaN(keys[i]) ? (double.NegativeInfinity - i, (i * rows.Patients.Length) + cell) : (keys[i], cell);
            CollectionsMarshal.GetValueRefOrAddDefault(patients, key, out _) += Math.Abs(values[i]) / Scale;
        }

        foreach (var ((_, cell), x) in patients)
        {
            var at = cell % rows.Patients.Length;
            sums[2 * at] += x;
            sums[(2 * at) + 1] += x * x;
        }
    }

    /// <summary>Whether no patient dominates.</summary>
    public static bool IsShared(double sum, double squares) => sum == 0 || squares < MostShare * sum * sum;
}
