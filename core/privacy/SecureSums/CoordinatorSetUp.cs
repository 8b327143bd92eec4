using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Privacy.SecureSums;

/// <summary>The set-up of a run at the coordinator: it hands hellos and sealed shares on and can read neither secret.</summary>
/// <remarks>The first message of a site counts; duplicates and those of another run are dropped.</remarks>
public sealed class CoordinatorSetUp(ReadOnlyMemory<byte> run, IReadOnlyList<string> sites)
{
    private readonly Dictionary<string, SiteHello> _hellos = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PeerShares> _shares = new(StringComparer.Ordinal);

    /// <summary>All hellos, once every site has sent its own; null before.</summary>
    public Hellos? Hellos { get; private set; }

    /// <summary>The shares for each site, once every site has sent its own; null before.</summary>
    public IReadOnlyDictionary<string, PeerShares>? Shares { get; private set; }

    /// <summary>The least index that any site has reached under this contract: recorded totals up to it go down again.</summary>
    public ulong LeastIndex => Hellos?.Hellos_.Min(h => h.Index) ?? 0;

    /// <summary>Takes a site's hello; true for the one that completes them.</summary>
    /// <exception cref="FedOncoException">Protocol where the sender is no site of the run or speaks for another one.</exception>
    public bool Add(string site, SiteHello hello)
    {
        Require(site, hello.Site == site);
        if (!hello.Run.Span.SequenceEqual(run.Span) || !_hellos.TryAdd(site, hello) || _hellos.Count < sites.Count) return false;
        Hellos = new Hellos { Run = ByteString.CopyFrom(run.Span), Hellos_ = { sites.Select(s => _hellos[s]) } };
        return true;
    }

    /// <summary>Takes a site's shares for its peers; true for those that complete them.</summary>
    /// <exception cref="FedOncoException">Protocol where the sender is no site of the run or speaks for another one.</exception>
    public bool Add(string site, PeerShares shares)
    {
        Require(site, shares.Shares.Count == sites.Count - 1 && shares.Shares.All(s => s.From == site));
        if (!shares.Run.Span.SequenceEqual(run.Span) || Hellos is null || !_shares.TryAdd(site, shares) || _shares.Count < sites.Count) return false;
        Shares = sites.ToDictionary(
            to => to,
            to => new PeerShares { Run = ByteString.CopyFrom(run.Span), Shares = { _shares.Values.SelectMany(s => s.Shares).Where(s => s.To == to) } },
            StringComparer.Ordinal);
        return true;
    }

    private void Require(string site, bool own)
    {
        if (!own || !sites.Contains(site, StringComparer.Ordinal))
            throw new FedOncoException(ErrorReason.Protocol, $"The set-up message of {site} is not its own to send.");
    }
}
