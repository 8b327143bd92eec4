using FedOnco.Privacy.SecureSums;

namespace FedOnco.Federation.Tests.Hostile;

/// <summary>Repeats everything that another site's set-up used (key, random bytes, signature), but for the share once it is changed: the same hello, and another share behind it.</summary>
internal sealed class TwinShares : ISetUpPrimitives, IDisposable
{
    private readonly ISetUpPrimitives _real;
    private readonly List<byte[]> _random = [];
    private readonly IRunKey _key;
    private byte[] _signature = [];
    private int _next;

    public TwinShares(ISetUpPrimitives real)
    {
        _real = real;
        _key = real.NewKey();
    }

    /// <summary>While it is set, everything is repeated.</summary>
    public bool IsRepeating { get; set; }

    /// <summary>Changes the repeated share.</summary>
    public void Change() => _random[0][0] ^= 1;

    public IRunKey NewKey() => new TwinKey(_key);

    public byte[] RandomBytes(int length)
    {
        if (IsRepeating)
        {
            // Copies: the first site keeps its own.
            _random[_next] = [.. _random[_next]];
            return _random[_next++];
        }

        _random.Add(_real.RandomBytes(length));
        return _random[^1];
    }

    public byte[] Sign(ReadOnlySpan<byte> data) => IsRepeating ? _signature : _signature = _real.Sign(data);

    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) => _real.Verify(publicKey, data, signature);

    public void Dispose() => _key.Dispose();

    /// <summary>A key that both use: neither may destroy it for the other.</summary>
    private sealed class TwinKey(IRunKey key) : IRunKey
    {
        public byte[] PublicPoint => key.PublicPoint;

        public byte[]? Agree(ReadOnlySpan<byte> peerPoint) => key.Agree(peerPoint);

        public void Dispose()
        {
        }
    }
}
