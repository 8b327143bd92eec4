namespace FedOnco.Privacy.SecureSums;

/// <summary>The hash chain of a run: h_0 from contract, roster and history; h_i = SHA-256(h_{i-1}, i, step hash, SHA-256(total)).</summary>
public sealed class Transcript
{
    public Transcript(ReadOnlySpan<byte> contractHash, ReadOnlySpan<byte> rosterHash, ReadOnlySpan<byte> historyHash) => throw new NotImplementedException();

    public ulong Index => throw new NotImplementedException();

    public ReadOnlySpan<byte> Hash => throw new NotImplementedException();

    public void Append(ReadOnlySpan<byte> stepHash, ReadOnlySpan<byte> totalHash) => throw new NotImplementedException();
}
