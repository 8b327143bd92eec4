namespace FedOnco.Analyses.Reduction;

/// <summary>Rows of a cohort that agree in some expressions, counted.</summary>
/// <param name="Values">For each expression one value a combination, coded as <see cref="IColumnSource.Column"/> says, NaN where missing.</param>
/// <param name="Rows">Rows of each combination.</param>
/// <param name="Patients">Distinct patients of each combination, rows without a key one each; null where they were not asked for.</param>
public sealed record Combinations(IReadOnlyList<double[]> Values, long[] Rows, long[]? Patients)
{
    public int Count => Rows.Length;
}
