using FedOnco.Coordinator.Runs;
using FedOnco.Protos;
using Microsoft.Extensions.Time.Testing;

namespace FedOnco.Coordinator.Tests;

public sealed class SubmissionRateTests
{
    [Fact]
    public void Take_BeyondTheBurst_IsRefusedUntilTimePasses()
    {
        var clock = new FakeTimeProvider();
        var rate = new SubmissionRate(new RunOptions { PersonRuns = new Rate(3, 2), StudyRuns = new Rate(100, 100) }, clock);
        Take(rate, "ada", 3);
        var fault = Assert.Throws<FedOncoException>(() => rate.Take("ada", "s"));
        Assert.Equal(ErrorReason.Overloaded, fault.Reason);
        Assert.StartsWith("ada has submitted too many calls", fault.Message, StringComparison.Ordinal);
        rate.Take("eve", "s");
        clock.Advance(TimeSpan.FromSeconds(1));
        Take(rate, "ada", 2);
        Assert.Throws<FedOncoException>(() => rate.Take("ada", "s"));
        clock.Advance(TimeSpan.FromDays(1));
        Take(rate, "ada", 3);
        Assert.Throws<FedOncoException>(() => rate.Take("ada", "s"));
    }

    [Fact]
    public void Take_ManyPeopleOfOneStudy_ShareItsLimit()
    {
        var rate = new SubmissionRate(new RunOptions { StudyRuns = new Rate(5, 1) }, new FakeTimeProvider());
        for (var p = 0; p < 5; p++) rate.Take($"p{p}", "s");
        Assert.StartsWith("Too many calls were submitted to s", Assert.Throws<FedOncoException>(() => rate.Take("p9", "s")).Message, StringComparison.Ordinal);
        rate.Take("p9", "another");
    }

    private static void Take(SubmissionRate rate, string person, int times)
    {
        for (var i = 0; i < times; i++) rate.Take(person, "s");
    }
}
