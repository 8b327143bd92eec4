namespace FedOnco.Privacy.SecureSums;

/// <summary>The hash chain of a run: h_0 from contract, roster and history; h_i = SHA-256(h_{i-1}, i, step hash, SHA-256(total)).</summary>
/// <remarks>Run, keys and attempt are not in it, so it survives a new set-up.</remarks>
public sealed class Transcript
{
    private byte[] _hash;

    public Transcript(ReadOnlySpan<byte> contractHash, ReadOnlySpan<byte> rosterHash, ReadOnlySpan<byte> historyHash) =>
        _hash = new FieldWriter("transcript").Bytes(contractHash).Bytes(rosterHash).Bytes(historyHash).Sha256();

    /// <summary>Totals so far.</summary>
    public ulong Index { get; private set; }

    /// <summary>h at <see cref="Index"/>, 32 bytes.</summary>
    public ReadOnlySpan<byte> Hash => _hash;

    public void Append(ReadOnlySpan<byte> stepHash, ReadOnlySpan<byte> totalHash)
    {
        var index = Index + 1;
        _hash = new FieldWriter("total").Bytes(_hash).Integer(index).Bytes(stepHash).Bytes(totalHash).Sha256();
        Index = index;
    }
}
