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
}
