using System.Security.Cryptography;

namespace FedOnco.Privacy.SecureSums;

/// <summary>A site's secrets of one run after its set-up.</summary>
internal sealed class SiteKeys((byte[] Key, bool Adds)[] pairs, byte[] stampSecret) : IDisposable
{
    /// <summary>One mask a peer.</summary>
    public PairMask[] Masks(SumNames names) => Array.ConvertAll(pairs, pair => PairMask.Derive(pair.Key, pair.Adds, names));

    public StampKey Stamp(SumNames names)
    {
        var secret = names.Write("stamp").DeriveFrom(stampSecret, 64);
        var key = StampKey.From(secret);
        CryptographicOperations.ZeroMemory(secret);
        return key;
    }

    public void Dispose()
    {
        foreach (var (key, _) in pairs) CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(stampSecret);
    }
}
