using FedOnco.Agent.Tests.Engines;

namespace FedOnco.Coordinator.Tests;

/// <summary>A server that a class has for itself: it is stopped and started.</summary>
public sealed class OwnPostgresServer : IDisposable
{
    public PostgresServer Server { get; } = new();

    public void Dispose() => Server.Dispose();
}
