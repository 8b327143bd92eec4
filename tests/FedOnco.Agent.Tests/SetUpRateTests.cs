using FedOnco.Agent.Runs;

namespace FedOnco.Agent.Tests;

public sealed class SetUpRateTests
{
    [Fact]
    public void TryTake_MoreThanAnHourAllows_IsRefusedUntilTheHourIsOver()
    {
        var clock = new SteppedClock();
        var rate = new SetUpRate(clock);
        for (var i = 0; i < SetUpRate.MostAnHour; i++) Assert.True(rate.TryTake());
        Assert.False(rate.TryTake());
        clock.Now += TimeSpan.FromMinutes(59);
        Assert.False(rate.TryTake());
        clock.Now += TimeSpan.FromMinutes(1);
        Assert.True(rate.TryTake());
    }

    private sealed class SteppedClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
