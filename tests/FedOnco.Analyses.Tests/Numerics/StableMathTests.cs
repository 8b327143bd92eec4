using FedOnco.Analyses.Numerics;

namespace FedOnco.Analyses.Tests.Numerics;

public sealed class StableMathTests
{
    [Theory]
    [InlineData(1.0, 0x4005BF0A8B145769)]
    [InlineData(-1.0, 0x3FD78B56362CEF38)]
    [InlineData(0.1, 0x3FF1AEC7B35A00D4)]
    public void Exp_PinnedBits_AreWithinOneUlp(double x, long bits) => Assert.InRange(BitConverter.DoubleToInt64Bits(StableMath.Exp(x)) - bits, -1, 1);

    [Fact]
    public void ExpAndLog_RandomArguments_AreWithinOneUlpOfTheLibrary()
    {
        var random = new Random(7);
        for (var i = 0; i < 200_000; i++)
        {
            var x = (random.NextDouble() - 0.5) * 1400;
            Near(Math.Exp(x), StableMath.Exp(x));
            var y = Math.Exp(x);
            if (double.IsNormal(y)) Near(Math.Log(y), StableMath.Log(y));
        }
    }

    [Fact]
    public void ExpAndLog_Edges_AreRight()
    {
        Assert.Equal(1.0, StableMath.Exp(0));
        Assert.Equal(double.PositiveInfinity, StableMath.Exp(710));
        Assert.Equal(0.0, StableMath.Exp(-746));
        Assert.Equal(0.0, StableMath.Log(1));
        Assert.Equal(double.NegativeInfinity, StableMath.Log(0));
        Assert.True(double.IsNaN(StableMath.Log(-1)));
        Assert.Equal(1e-20, StableMath.Log1P(1e-20));
        Assert.Equal(-744.44007192138122, StableMath.Log(double.Epsilon), 1e-12);
    }

    [Theory]
    [InlineData(38.0, 5.77085670e-316)]
    [InlineData(10.0, 1.523970604832e-23)]
    public void NormalTwoSided_FarTail_KeepsItsDigits(double z, double expected) => Assert.Equal(1.0, Tails.NormalTwoSided(z) / expected, 1e-5);

    private static void Near(double expected, double actual) =>
        Assert.True(Math.Abs(BitConverter.DoubleToInt64Bits(expected) - BitConverter.DoubleToInt64Bits(actual)) <= 1, $"{expected:R} {actual:R}");
}
