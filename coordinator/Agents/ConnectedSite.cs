using System.Threading.Channels;
using FedOnco.Protos;

namespace FedOnco.Coordinator.Agents;

/// <summary>A site's open stream: what goes out to it, in order.</summary>
internal sealed class ConnectedSite(string site)
{
    private readonly Channel<FromCoordinator> _outgoing = Channel.CreateBounded<FromCoordinator>(new BoundedChannelOptions(4096) { SingleReader = true });

    public string Site => site;

    public ChannelReader<FromCoordinator> Outgoing => _outgoing.Reader;

    /// <summary>False where the site does not keep up or is gone.</summary>
    public bool TrySend(FromCoordinator message) => _outgoing.Writer.TryWrite(message);

    public void Close() => _outgoing.Writer.TryComplete();
}
