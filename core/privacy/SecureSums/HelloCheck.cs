using FedOnco.Protos;

namespace FedOnco.Privacy.SecureSums;

/// <summary>A site's check of all hellos of a run, before any secret depends on them.</summary>
internal sealed class HelloCheck(SiteHello own, RunBinding binding, byte[] rosterHash, SitePast past, ISetUpPrimitives primitives)
{
    /// <summary>The hellos in site order.</summary>
    /// <exception cref="FedOncoException">RosterMismatch, SetupForged, PeerFault, HistoryDiffers, LedgerRolledBack.</exception>
    public IReadOnlyList<SiteHello> Check(Hellos hellos)
    {
        if (!hellos.Run.Span.SequenceEqual(binding.Run)) throw Forged("The hellos belong to another run.");
        if (hellos.Hellos_.Count != binding.Sites.Count) throw Forged("There is not exactly one hello for each site of the contract.");
        var bySite = new Dictionary<string, SiteHello>(StringComparer.Ordinal);
        foreach (var hello in hellos.Hellos_)
            if (!bySite.TryAdd(hello.Site, hello)) throw Forged($"There are two hellos of {hello.Site}.");
        var ordered = new List<SiteHello>(binding.Sites.Count);
        foreach (var site in binding.Sites)
        {
            if (!bySite.TryGetValue(site, out var hello)) throw Forged($"The hello of {site} is missing.");
            if (site == own.Site)
            {
                if (!hello.Equals(own)) throw Forged("This site's own hello came back changed.");
            }
            else
            {
                CheckPeer(hello);
            }

            ordered.Add(hello);
        }

        // Every key against every other one: an echo of this site's own key is one of the cases.
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var hello in ordered)
            if (!keys.Add(Convert.ToHexString(hello.EphemeralKey.Span))) throw PeerFault(hello, "uses a key of another site");
        return ordered;
    }

    private void CheckPeer(SiteHello hello)
    {
        var entry = binding.Roster.Entries.FirstOrDefault(e => e.Site == hello.Site)
            ?? throw new FedOncoException(ErrorReason.RosterMismatch, $"{hello.Site} is not in this site's roster. Compare rosters with the other sites and approve the change.");
        if (!primitives.Verify(entry.IdentityKey.Span, HelloBytes.Signed(hello), hello.Signature.Span))
            throw Forged($"The hello of {hello.Site} is not signed with its identity key in the roster.");
        if (!hello.Run.Span.SequenceEqual(binding.Run) || !hello.ContractHash.Span.SequenceEqual(binding.ContractHash))
            throw Forged($"The hello of {hello.Site} belongs to another run or contract.");
        if (!hello.RosterHash.Span.SequenceEqual(rosterHash))
            throw new FedOncoException(ErrorReason.RosterMismatch, $"{hello.Site} has another roster than this site. Compare fingerprints and approve the same roster at both.");
        if (!hello.HistoryHash.Span.SequenceEqual(binding.HistoryHash))
            throw new FedOncoException(ErrorReason.HistoryDiffers, $"{hello.Site} was given another history of earlier cohorts.");
        if (!CurvePoint.IsValid(hello.EphemeralKey.Span)) throw PeerFault(hello, "sent a key that is not a point of the curve");
        if (hello.Nonce.Length != 32 || hello.ShareCommitment.Length != 32 || hello.TranscriptHash.Length != 32)
            throw PeerFault(hello, "sent a hello with a field of wrong length");
        CheckTranscript(hello);
        CheckAudit(hello);
    }

    private void CheckTranscript(SiteHello hello)
    {
        // A peer that is further than this site makes the same comparison with this site's hash.
        if (hello.Index > own.Index) return;
        var reached = hello.Index == own.Index ? own.TranscriptHash.Span : TranscriptAt(hello.Index);
        if (!hello.TranscriptHash.Span.SequenceEqual(reached))
            throw new FedOncoException(ErrorReason.HistoryDiffers, $"{hello.Site} and this site verified different totals under this contract; ask again as a new question.");
    }

    private ReadOnlySpan<byte> TranscriptAt(ulong index) => index == 0
        ? new Transcript(binding.ContractHash, rosterHash, binding.HistoryHash).Hash
        : past.Totals[(int)index - 1].TranscriptHash;

    private void CheckAudit(SiteHello hello)
    {
        if (!past.PeerHeads.TryGetValue(hello.Site, out var seen)) return;
        if (hello.AuditSize < seen.Size || (hello.AuditSize == seen.Size && !hello.AuditRoot.Span.SequenceEqual(seen.Root)))
            throw new FedOncoException(ErrorReason.LedgerRolledBack, $"The log of {hello.Site} is shorter than the one seen before, or another one. Ask that site whether its state was restored from a backup.");
    }

    private static FedOncoException Forged(string what) =>
        new(ErrorReason.SetupForged, what + " The run ends before any number was sent.");

    private static FedOncoException PeerFault(SiteHello hello, string what) =>
        new(ErrorReason.PeerFault, $"{hello.Site} {what}. The run ends before any number was sent.");
}
