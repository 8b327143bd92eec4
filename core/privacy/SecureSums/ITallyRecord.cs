namespace FedOnco.Privacy.SecureSums;

/// <summary>What a site must store durably before bytes leave; implemented over the agent's state folder, in memory for tests.</summary>
public interface ITallyRecord
{
    /// <summary>Stores the run id before its hello is signed; false where it was stored before.</summary>
    bool TryAddRun(ReadOnlySpan<byte> run);

    /// <summary>
    /// Stores the fingerprint (HMAC-SHA-256 under a local key) of an encoded tally under its name (32 bytes), or compares it
    /// with the one stored. False where it differs: the tally changed between attempts.
    /// </summary>
    bool Agrees(ReadOnlySpan<byte> name, ReadOnlySpan<byte> fingerprint);

    /// <summary>The local key of the fingerprints, 32 bytes; never leaves the site.</summary>
    ReadOnlySpan<byte> LocalKey { get; }

    /// <summary>
    /// Stores (contract hash, index) -> step hash, total hash and transcript hash after a total was verified; again after a
    /// restart, then with the same hashes.
    /// </summary>
    void AddTotal(ReadOnlySpan<byte> contractHash, ulong index, ReadOnlySpan<byte> stepHash, ReadOnlySpan<byte> totalHash, ReadOnlySpan<byte> transcriptHash);
}
