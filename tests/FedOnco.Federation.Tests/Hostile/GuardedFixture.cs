using FedOnco.Analyses.Disclosure;
using FedOnco.Coordinator.State;
using FedOnco.Protos;

namespace FedOnco.Federation.Tests.Hostile;

/// <summary>Three real agents under the default policy and a fourth place whose keys the test holds, shared by the tests of a class.</summary>
public sealed class GuardedFixture : IAsyncLifetime
{
    private const string Policy = "profile: default\nstudies: [\"*\"]\npeople: [\"*\"]\nanalyses: [\"*\"]\napproval_of: {describe: contract}\n";

    internal TestFederation Federation { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Federation = await TestFederation.StartAsync(
        Enumerable.Range(0, 3).ToDictionary(s => $"s{s}", s => "id,x,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{(60 * s) + i},{((7 * i) + s) % 50},{((11 * i) + (3 * s)) % 40}\n"))),
        policy: Policy,
        members: ["s9"]);

    public ValueTask DisposeAsync() => Federation.DisposeAsync();

    /// <summary>What a coordinator that keeps its record honestly does when a contract is made: the next one comes with its cohorts.</summary>
    internal void Record(HostileCoordinator coordinator) =>
        new CohortRecord(Federation.Store).Add(coordinator.Contract.Study, coordinator.Contract.Question.Data, History.Of(coordinator.Contract, coordinator.Dataset));
}
