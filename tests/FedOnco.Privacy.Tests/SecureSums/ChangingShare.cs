using FedOnco.Privacy.SecureSums;

namespace FedOnco.Privacy.Tests.SecureSums;

/// <summary>A site that can seal another share than the one it committed to.</summary>
internal sealed class ChangingShare(IdentityKey identity) : ISetUpPrimitives
{
    private readonly SetUpPrimitives _real = new(identity);
    private byte[] _share = [];

    public IRunKey NewKey() => _real.NewKey();

    public byte[] RandomBytes(int length)
    {
        var bytes = _real.RandomBytes(length);
        if (_share.Length == 0) _share = bytes;
        return bytes;
    }

    public void Change() => _share[0] ^= 1;

    public byte[] Sign(ReadOnlySpan<byte> data) => _real.Sign(data);

    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) => _real.Verify(publicKey, data, signature);
}
