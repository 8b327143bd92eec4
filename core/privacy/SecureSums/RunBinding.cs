using FedOnco.Protos;

namespace FedOnco.Privacy.SecureSums;

/// <summary>What every key, mask and transcript of a run is bound to.</summary>
/// <param name="Run">16 bytes.</param>
/// <param name="ContractHash">SHA-256 of the contract's bytes ("fedonco/v1/contract").</param>
/// <param name="QuestionHash">SHA-256 of the contract without expiry.</param>
/// <param name="Roster">Sites and identity keys, pinned by the agent; exactly the contract's sites take part.</param>
/// <param name="HistoryHash">32 bytes.</param>
/// <param name="Sites">The contract's sites, ascending by UTF-8 bytes.</param>
public sealed record RunBinding(byte[] Run, byte[] ContractHash, byte[] QuestionHash, Roster Roster, byte[] HistoryHash, IReadOnlyList<string> Sites);
