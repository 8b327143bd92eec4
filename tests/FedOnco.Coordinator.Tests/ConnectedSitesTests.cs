using FedOnco.Coordinator.Agents;

namespace FedOnco.Coordinator.Tests;

public sealed class ConnectedSitesTests
{
    [Fact]
    public void Remove_OfAStreamWhosePlaceWasTaken_LeavesTheNewerOne()
    {
        var sites = new ConnectedSites();
        ConnectedSite older = new("s1", 0), newer = new("s1", 0);
        sites.Add(older);
        sites.Add(newer);
        sites.Remove(older);
        Assert.True(sites.IsConnected("s1"));
        sites.Remove(newer);
        Assert.False(sites.IsConnected("s1"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WaitFor_UntilSitesAreThere_LeavesNoTimer(bool isThere)
    {
        var sites = new ConnectedSites();
        var clock = new CountedTimers();
        if (isThere) sites.Add(new ConnectedSite("s1", 0));
        var waiting = sites.WaitForAsync(["s1"], TimeSpan.FromDays(1), clock, TestContext.Current.CancellationToken);
        if (!isThere)
        {
            Assert.Equal(1, clock.Running);
            sites.Add(new ConnectedSite("s1", 0));
        }

        Assert.Empty(await waiting.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Equal(0, clock.Running);
    }
}
