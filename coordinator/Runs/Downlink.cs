using FedOnco.Coordinator.Agents;
using FedOnco.Protos;

namespace FedOnco.Coordinator.Runs;

/// <summary>Chunks of totals on their way to every site of a run, at the pace of the slowest; a site that does not read is named.</summary>
/// <param name="patience">How long one total may take.</param>
internal sealed class Downlink(IReadOnlyList<string> sites, ConnectedSites connected, TimeSpan patience, TimeProvider clock, CancellationToken cancelled)
{
    /// <exception cref="FedOncoException">SiteLost.</exception>
    public async Task SendAsync(IEnumerable<FromCoordinator> chunks)
    {
        using var timer = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancelled);
        var slow = "";
        try
        {
            foreach (var chunk in chunks)
            {
                foreach (var site in sites)
                {
                    slow = site;
                    await connected.SendChunkAsync(site, chunk, either.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (!cancelled.IsCancellationRequested)
        {
            throw new FedOncoException(ErrorReason.SiteLost, $"{slow} did not read a total within {patience.TotalSeconds:0} seconds. Try again when its connection is better.");
        }
    }
}
