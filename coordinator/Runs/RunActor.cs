using FedOnco.Coordinator.Agents;
using FedOnco.Coordinator.Audit;
using FedOnco.Coordinator.State;
using FedOnco.Protos;

namespace FedOnco.Coordinator.Runs;

/// <summary>The one owner of a run. Where a site's stream is cut it waits for the site and goes on under new keys, from the stored totals.</summary>
internal sealed class RunActor(LiveRun live, OpenContract open, ConnectedSites connected, RecordedTotals record, CoordinatorDiary diary, RunOptions options, TimeProvider clock)
{
    /// <summary>Sets of keys that one run may use up.</summary>
    public const int MostAttempts = 24;

    /// <param name="resumed">The run went on before: its sites are worth waiting for.</param>
    /// <returns>The result with its provenance.</returns>
    /// <exception cref="FedOncoException">Why the run ended.</exception>
    /// <exception cref="SiteRefusalException">A site refused.</exception>
    public async Task<(Result Result, Provenance Provenance)> RunAsync(bool resumed)
    {
        var started = clock.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            await RequireSitesAsync(resumed || attempt > 1 ? options.ResumeWait : options.SiteWait).ConfigureAwait(false);
            try
            {
                var (result, provenance) = await new RunAttempt(live, open, connected, record, diary, options, clock).RunAsync().ConfigureAwait(false);
                provenance.Seconds = clock.GetElapsedTime(started).TotalSeconds;
                return (result, provenance);
            }
            catch (SiteCutException cut)
            {
                if (attempt == MostAttempts) throw new FedOncoException(ErrorReason.SiteLost, $"{cut.Site} lost its connection again and again. Ask its IT to look at the network, then `fedonco resume {live.Id}`.");
                live.Update(r => r.Progress.First(p => p.Site == cut.Site).Stage = "lost");
            }
        }
    }

    private async Task RequireSitesAsync(TimeSpan patience)
    {
        var missing = await connected.WaitForAsync(open.Contract.Sites, patience, clock, live.Cancelled).ConfigureAwait(false);
        if (missing.Count == 0) return;
        throw new FedOncoException(ErrorReason.SiteLost, $"{string.Join(", ", missing)} {(missing.Count == 1 ? "is" : "are")} not connected. Ask the site's IT to start the agent; then try again, or `fedonco resume {live.Id}`.");
    }
}
