namespace FedOnco.Federation.Tests.Soak;

public sealed class MemorySlopeTests
{
    private const double Bound = 1024;

    [Fact]
    public void Of_Line_IsItsSlopeWithoutError()
    {
        var slope = MemorySlope.Of([.. Enumerable.Range(0, 40).Select(i => (3.0 * i, 1e8 + (2_000.0 * 3 * i)))]);
        Assert.Equal(2_000, slope.BytesPerRun, 1e-6);
        Assert.Equal(0, slope.Error, 1e-6);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(500, false)]
    [InlineData(2_700, true)]
    [InlineData(-2_700, false)]
    public void IsGrowth_CollectorsTeethOfFourMegabytes_OnlyWhereMemoryIsKept(double kept, bool isGrowth)
    {
        var random = new Random(20_260);
        // 18 minutes of two runs a second, looked at every three seconds; a collection every 70 runs or so.
        var next = 70.0;
        var floor = 0.0;
        var samples = new List<(double, double)>();
        for (var runs = 0.0; runs < 2_160; runs += 6)
        {
            if (runs > next) (floor, next) = (runs, runs + 50 + random.Next(40));
            samples.Add((runs, 1.5e8 + (kept * runs) + ((runs - floor) / 70 * 4e6)));
        }

        Assert.Equal(isGrowth, MemorySlope.Of(samples).IsGrowth(Bound));
    }

    [Fact]
    public void IsGrowth_WithinNoise_IsNone()
    {
        var random = new Random(20_261);
        var slope = MemorySlope.Of([.. Enumerable.Range(0, 40).Select(i => ((double)i, 1e8 + (random.NextDouble() * 1e7)))]);
        Assert.False(slope.IsGrowth(-1e9));
    }

    [Fact]
    public void Of_HigherTeethOverTheSameFloor_KeepsNothing()
    {
        // Collected after every tenth sample; between, it goes higher every time.
        var slope = MemorySlope.Of([.. Enumerable.Range(0, 100).Select(i => ((double)i, 1e8 + (i % 10 * 1e5 * (1 + (i / 10)))))]);
        Assert.Equal(0, slope.BytesPerRun, 1e-6);
    }

    [Fact]
    public void Of_TooFewSamples_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => MemorySlope.Of([.. Enumerable.Repeat((1.0, 1.0), 19)]));
}
