using FedOnco.Privacy.SecureSums;

namespace FedOnco.Bench.SecureSums;

/// <summary>A site's state that remembers nothing: the disk is measured elsewhere.</summary>
internal sealed class NoRecord : ITallyRecord
{
    private readonly byte[] _key = new byte[32];

    public ReadOnlySpan<byte> LocalKey => _key;

    public bool TryAddRun(ReadOnlySpan<byte> run) => true;

    public bool Agrees(ReadOnlySpan<byte> name, ReadOnlySpan<byte> fingerprint) => true;

    public void AddTotal(ReadOnlySpan<byte> contractHash, ulong index, ReadOnlySpan<byte> stepHash, ReadOnlySpan<byte> totalHash, ReadOnlySpan<byte> transcriptHash)
    {
    }
}
