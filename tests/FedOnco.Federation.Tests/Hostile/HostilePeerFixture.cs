using FedOnco.Coordinator.Runs;

namespace FedOnco.Federation.Tests.Hostile;

/// <summary>Two real agents and a place for a third site that lies, shared by the tests of a class.</summary>
public sealed class HostilePeerFixture : IAsyncLifetime
{
    internal TestFederation Federation { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Federation = await TestFederation.StartAsync(
        Enumerable.Range(0, 2).ToDictionary(s => $"s{s}", s => "id,x,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{(40 * s) + i},{(40 * s) + i},{(2 * ((40 * s) + i)) + 1}\n"))),
        options: new RunOptions { StageDeadline = TimeSpan.FromSeconds(6) },
        members: ["s2"]);

    public ValueTask DisposeAsync() => Federation.DisposeAsync();
}
