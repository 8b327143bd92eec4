using FedOnco.Analyses.Numerics;

namespace FedOnco.Analyses.Tests.Numerics;

/// <summary>Tails at the ends of their range, as R gives them: a statistic without bound has p-value zero, not none.</summary>
public class TailsTests
{
    [Fact]
    public void Tails_OfAStatisticWithoutBound_AreZero()
    {
        Assert.Equal(0, Tails.ChiSquared(double.PositiveInfinity, 2));
        Assert.Equal(0, Tails.Fisher(double.PositiveInfinity, 2, 5));
        Assert.Equal(0, Tails.StudentTwoSided(double.NegativeInfinity, 5));
        Assert.Equal(0, Tails.NormalTwoSided(double.PositiveInfinity));
    }

    [Fact]
    public void Tails_OfNoStatistic_AreNone()
    {
        Assert.True(double.IsNaN(Tails.ChiSquared(double.NaN, 2)));
        Assert.True(double.IsNaN(Tails.Fisher(double.NaN, 2, 5)));
        Assert.True(double.IsNaN(Tails.StudentTwoSided(double.NaN, 5)));
        Assert.True(double.IsNaN(Tails.NormalTwoSided(double.NaN)));
    }
}
