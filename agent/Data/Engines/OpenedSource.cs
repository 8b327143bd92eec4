namespace FedOnco.Agent.Data.Engines;

/// <summary>A source that was opened for one look.</summary>
internal sealed record OpenedSource(Located Located) : IDisposable
{
    public void Dispose() => Located.Engine.Dispose();
}
