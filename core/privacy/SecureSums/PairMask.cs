using System.Security.Cryptography;

namespace FedOnco.Privacy.SecureSums;

/// <summary>What one pair of sites adds and subtracts in one attempt of one sum, so that it cancels in the total.</summary>
internal sealed class PairMask
{
    private PairMask(bool adds, byte[] tallyKey, UInt128 stampMask)
    {
        Adds = adds;
        TallyKey = tallyKey;
        StampMask = stampMask;
    }

    /// <summary>The lower site of the pair adds, the higher one subtracts.</summary>
    public bool Adds { get; }

    /// <summary>AES-128 key of the mask stream.</summary>
    public byte[] TallyKey { get; }

    public UInt128 StampMask { get; }

    public static PairMask OfKeys(bool adds, byte[] tallyKey, UInt128 stampMask) => new(adds, tallyKey, stampMask);

    /// <param name="pairKey">k_uv.</param>
    /// <param name="names">What the masks of this attempt are bound to.</param>
    public static PairMask Derive(ReadOnlySpan<byte> pairKey, bool adds, SumNames names)
    {
        var seed = names.Write("mask").DeriveFrom(pairKey, 32);
        var mask = new PairMask(
            adds,
            new FieldWriter("tally mask").DeriveFrom(seed, 16),
            StampField.Reduce(new FieldWriter("stamp mask").DeriveFrom(seed, 32)));
        CryptographicOperations.ZeroMemory(seed);
        return mask;
    }

    public UInt128 Apply(UInt128 stamp) => Adds ? StampField.Add(stamp, StampMask) : StampField.Subtract(stamp, StampMask);

    public void Clear() => CryptographicOperations.ZeroMemory(TallyKey);
}
