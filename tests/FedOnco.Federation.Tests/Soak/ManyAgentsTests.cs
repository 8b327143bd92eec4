using FedOnco.Fuzz;
using FedOnco.Protos;

namespace FedOnco.Federation.Tests.Soak;

/// <summary>A coordinator with a hundred connected agents, all processes: a call that needs every one of them is answered.</summary>
/// <remarks>A dozen; a hundred with FEDONCO_LONG=1, since they need 8 GiB of memory and minutes to start.</remarks>
[Collection(nameof(RunAlone))]
public sealed class ManyAgentsTests
{
    private const int Patients = 2982;

    private static readonly int Agents = FuzzLength.IsLong ? 100 : 12;

    [Fact]
    public async Task Count_OverAllAgents_IsOfAllPatients()
    {
        await using var federation = await ProcessFederation.StartAsync(f => DealtSamples.Write(f, Agents), "ada");
        using var client = federation.Client("ada");
        var sites = (await client.DatasetsAsync("", TestContext.Current.CancellationToken)).Single(d => d.Name == "rotterdam").Sites;
        Assert.Equal(Agents, sites.Count(s => s.Connected && s.Conforming));
        var run = await client.RunAsync("", "count(data = rotterdam)", cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(run.State == RunState.Completed, $"{run.State} {run.Problems.FirstOrDefault()}");
        Assert.Equal(Patients, run.Result.Glance.Single(g => g.Name == "n").Number);
        Assert.Equal(federation.Sites, run.SitesContributed.Order(StringComparer.Ordinal));
    }
}
