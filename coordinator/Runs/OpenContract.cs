using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Coordinator.Runs;

/// <summary>A contract under which a run is open, with what every attempt at it needs.</summary>
/// <param name="Contract">As offered.</param>
/// <param name="Bytes">Its serialised form: the hash is over these bytes.</param>
/// <param name="Dataset">Of the study's dictionary that the contract names.</param>
/// <param name="Roster">Identity keys of the contract's sites.</param>
internal sealed record OpenContract(Contract Contract, byte[] Bytes, Dataset Dataset, Roster Roster)
{
    /// <summary>SHA-256 of the contract, 32 bytes.</summary>
    public byte[] Hash { get; } = Hashes.Contract(Bytes);

    /// <summary>The question, however often it was asked: the contract without expiry, 32 bytes.</summary>
    public byte[] Question { get; } = Hashes.Question(Contract);

    public static OpenContract Of(Contract contract, Dataset dataset, Roster roster) => new(contract, contract.ToByteArray(), dataset, roster);
}
