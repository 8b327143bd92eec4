namespace FedOnco.Federation.Tests.Hostile;

/// <summary>Three real agents on their own connections, shared by the tests of a class.</summary>
public sealed class HostileFixture : IAsyncLifetime
{
    internal TestFederation Federation { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Federation = await TestFederation.StartAsync(Enumerable.Range(0, 3).ToDictionary(
        s => $"s{s}",
        s => "id,x,y,g\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{(40 * s) + i},{(40 * s) + i},{(2 * ((40 * s) + i)) + 1},{(i % 2 == 0 ? "even" : "odd")}\n"))));

    public ValueTask DisposeAsync() => Federation.DisposeAsync();
}
