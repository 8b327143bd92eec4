namespace FedOnco.Privacy.SecureSums;

/// <summary>What a site knows from before a run, read from its state folder.</summary>
/// <param name="Totals">Totals of this contract that it verified, index 1 and up without gaps.</param>
/// <param name="OwnHead">Head of its own log, for the hello.</param>
/// <param name="PeerHeads">The last head seen of each peer's log.</param>
public sealed record SitePast(IReadOnlyList<RecordedTotal> Totals, AuditHead OwnHead, IReadOnlyDictionary<string, AuditHead> PeerHeads)
{
    /// <summary>A first run.</summary>
    public static SitePast None { get; } = new([], AuditHead.None, new Dictionary<string, AuditHead>());
}
