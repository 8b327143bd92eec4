using FedOnco.Agent.State;
using FedOnco.Privacy.Audit;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Agent.Runs;

/// <summary>
/// Holds the coordinator to its log. The head is in the contract, whose hash is in every hello, so all sites of a run saw one log;
/// the proof beside it shows that this log goes on from what this site saw before. A fork or a rollback ends the run.
/// </summary>
internal sealed class CoordinatorWatch(string site, AgentState state, TimeProvider clock)
{
    private const int RootBytes = 32;

    /// <summary>Takes the offers of one connection in their order: each proof starts where the last one ended.</summary>
    /// <returns>Why this site does not go on; null where the log goes on, or the offer cannot be read at all.</returns>
    public FedOncoException? Take(RunOffer offer)
    {
        Contract contract;
        try
        {
            contract = Contract.Parser.ParseFrom(offer.Contract);
        }
        catch (InvalidProtocolBufferException)
        {
            // The run says so.
            return null;
        }

        if (contract.AuditSize is 0 or > long.MaxValue || contract.AuditRoot.Length != RootBytes)
            return new FedOncoException(ErrorReason.Protocol, "The contract does not name the head of the coordinator's log. Check that coordinator and agent have the same version.");
        // Looked at when this site admitted it; a run that is resumed may be older than the log.
        return IsKnown(Hashes.Contract(offer.Contract.Span)) ? null : Compare(new AuditHead(contract.AuditSize, contract.AuditRoot.ToByteArray()), offer);
    }

    private bool IsKnown(byte[] contract) => state.Ledger.Knows(contract) || state.Totals(contract).Count > 0;

    private FedOncoException? Compare(AuditHead head, RunOffer offer)
    {
        var now = clock.GetUtcNow();
        if (state.CoordinatorHeads.Last is { } seen)
        {
            var (shorter, longer) = head.Size < seen.Size ? (head, seen) : (seen, head);
            IReadOnlyList<byte[]> proof = head.Size == seen.Size ? [] : [.. offer.AuditProof.Select(p => p.ToByteArray())];
            if (!MerkleProof.IsConsistent(shorter.Size, longer.Size, shorter.Root, longer.Root, proof))
                return new FedOncoException(ErrorReason.LedgerRolledBack, $"The coordinator's log does not go on from the one that {site} saw before. Ask its administrator whether its state was restored from a backup; `fedonco-agent audit heads` prints what {site} saw, `fedonco-agent audit forget-coordinator` lets it go on.");
            if (head.Size < state.CoordinatorHeads.Settled(now))
                return new FedOncoException(ErrorReason.HistoryIncomplete, $"The contract is older than the coordinator's log that {site} saw an hour ago. Ask again.");
            if (head.Size <= seen.Size) return null;
        }

        state.CoordinatorHeads.Record(head, now);
        return null;
    }
}
