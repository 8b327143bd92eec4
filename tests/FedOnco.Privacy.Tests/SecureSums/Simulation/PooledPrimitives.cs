using System.Collections.Concurrent;
using System.Security.Cryptography;
using FedOnco.Privacy.SecureSums;

namespace FedOnco.Privacy.Tests.SecureSums.Simulation;

/// <summary>Key agreement from a pool of real P-256 keys whose shared secrets are computed once; signatures by a keyed hash.</summary>
internal sealed class PooledPrimitives(byte[] identity, SimulatedRandom random, int site, int sites) : ISetUpPrimitives
{
    private const int PoolSize = 64;

    private static readonly EphemeralKey[] Pool = [.. Enumerable.Range(0, PoolSize).Select(_ => EphemeralKey.Create())];
    private static readonly ConcurrentDictionary<(string, string), byte[]?> Agreements = new();
    private int _turn;

    // Sites of one run draw from different parts of the pool: their keys are distinct.
    public IRunKey NewKey() => new PooledKey(Pool[site + (sites * (_turn++ % (PoolSize / sites)))]);

    public byte[] RandomBytes(int length) => random.Bytes(length);

    public byte[] Sign(ReadOnlySpan<byte> data) => HMACSHA512.HashData(identity, data);

    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) => IsSigned(publicKey, data, signature);

    public static bool IsSigned(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        HMACSHA512.HashData(publicKey, data).AsSpan().SequenceEqual(signature);

    private sealed class PooledKey(EphemeralKey key) : IRunKey
    {
        public byte[] PublicPoint => key.PublicPoint;

        public byte[]? Agree(ReadOnlySpan<byte> peerPoint)
        {
            var peer = peerPoint.ToArray();
            return Agreements.GetOrAdd((Convert.ToHexString(key.PublicPoint), Convert.ToHexString(peer)), _ => key.Agree(peer))?.ToArray();
        }

        public void Dispose()
        {
        }
    }
}
