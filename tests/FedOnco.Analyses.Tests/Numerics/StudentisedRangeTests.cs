using FedOnco.Analyses.Numerics;

namespace FedOnco.Analyses.Tests.Numerics;

/// <summary>R's ptukey() and qtukey(); R resolves the first to about 1e-9 (numerical integration in R gives ours) and the second to about 1e-7.</summary>
public sealed class StudentisedRangeTests
{
    [Theory]
    [InlineData(3.5, 3, 20, 0.05589184908205935)]
    [InlineData(1, 5, 8, 0.94910572257244386)]
    [InlineData(6, 4, 100, 0.00028522204069092)]
    [InlineData(2.2, 2, 5, 0.18051834490647)]
    [InlineData(4, 10, 2979, 0.12734648731502163)]
    public void Upper_Values_AreRs(double q, int groups, double df, double expected) =>
        Assert.Equal(expected, StudentisedRange.Upper(q, groups, df), 2e-9);

    /// <summary>For two groups Q is the root of 2 times |t|: the tail keeps its digits where 1 - P has none.</summary>
    [Theory]
    [InlineData(15, 40)]
    [InlineData(40, 300)]
    [InlineData(9, 3)]
    public void Upper_TwoGroups_IsStudents(double t, double df) =>
        Assert.Equal(1, StudentisedRange.Upper(t * Math.Sqrt(2), 2, df) / Tails.StudentTwoSided(t, df), 1e-9);

    [Theory]
    [InlineData(3, 20, 3.5779345815256)]
    [InlineData(5, 8, 4.8857542499085)]
    [InlineData(2, 2979, 2.7729342601559)]
    public void Quantile_FivePercent_IsRs(int groups, double df, double expected) =>
        Assert.Equal(1, StudentisedRange.Quantile(0.05, groups, df) / expected, 1e-6);
}
