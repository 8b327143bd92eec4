using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;

namespace FedOnco.Coordinator.Runs;

/// <summary>A contract under which a run is open, with what every attempt at it needs.</summary>
/// <param name="Offer">Contract and history as they are offered, without a run.</param>
/// <param name="Contract">As offered.</param>
/// <param name="Dataset">Of the study's dictionary that the contract names.</param>
/// <param name="Roster">Identity keys of the contract's sites.</param>
internal sealed record OpenContract(RunOffer Offer, Contract Contract, Dataset Dataset, Roster Roster)
{
    /// <summary>What programs run on: the contract's question, with the whole model where that has an outline.</summary>
    public Question Question { get; init; } = Contract.Question;

    /// <summary>Earlier cohorts that go with it.</summary>
    public IReadOnlyList<HistoryEntry> History { get; } = [.. Offer.History.Select(HistoryEntry.Parser.ParseFrom)];

    /// <summary>SHA-256 of the contract, 32 bytes.</summary>
    public byte[] Hash { get; } = Hashes.Contract(Offer.Contract.Span);

    /// <summary>The question, however often and after whatever it was asked, 32 bytes.</summary>
    public byte[] Answer { get; } = Hashes.Answer(Contract);
}
