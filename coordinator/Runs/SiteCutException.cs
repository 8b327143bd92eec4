namespace FedOnco.Coordinator.Runs;

/// <summary>A site's stream ended in the middle of a run: the run may go on when the site is back.</summary>
internal sealed class SiteCutException(string site) : Exception($"{site} lost its connection.")
{
    public string Site => site;
}
