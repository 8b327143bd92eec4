using FedOnco.Protos;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace FedOnco.Agent.Gate;

/// <summary>What an offer must hold before any rule can look at it: it comes from the network and may be anything.</summary>
internal static class ContractForm
{
    private const int RunLength = 16;

    /// <exception cref="FedOncoException">Protocol.</exception>
    public static void Require(RunOffer offer, Contract contract)
    {
        if (offer.Run.Length != RunLength) throw Malformed("its run id has another length");
        if (contract.Question?.Analysis is null) throw Malformed("its contract asks nothing");
        if (contract.SnapshotHashes.Count != contract.Sites.Count) throw Malformed("its contract does not name one snapshot for each site");
        if (!AreRefreshes(contract.Refreshes, contract.Sites.Count)) throw Malformed("its contract does not name one refresh for each site");
        if (!WholeQuestion.Is(contract.Question)) throw Malformed("its question is not whole");
    }

    /// <summary>An earlier cohort that came with the offer.</summary>
    /// <exception cref="FedOncoException">Protocol.</exception>
    public static HistoryEntry Earlier(ByteString bytes)
    {
        try
        {
            var entry = HistoryEntry.Parser.ParseFrom(bytes);
            if (entry.Cohort is not null && WholeQuestion.Is(entry.Cohort) && entry.SnapshotHashes.Count == entry.Sites.Count && AreRefreshes(entry.Refreshes, entry.Sites.Count)) return entry;
        }
        catch (InvalidProtocolBufferException)
        {
            // No message at all: not whole either.
        }

        throw Malformed("an earlier cohort is not whole");
    }

    /// <summary>One for each site, and none at all where nothing was ever refreshed: an entry has one form.</summary>
    private static bool AreRefreshes(RepeatedField<uint> refreshes, int sites) => refreshes.Count == 0 || (refreshes.Count == sites && refreshes.Any(r => r > 0));

    private static FedOncoException Malformed(string what) =>
        new(ErrorReason.Protocol, $"The coordinator's offer cannot be read: {what}. Check that coordinator and agent have the same version.");
}
