namespace FedOnco.Privacy.SecureSums;

/// <summary>A block of a tally as it is encoded.</summary>
/// <param name="Start">First element.</param>
/// <param name="Length">Elements.</param>
/// <param name="FractionBits">f: a value x is encoded as round(x * 2^f).</param>
/// <param name="Bound">Largest magnitude of one site's value.</param>
/// <param name="Limit">The bound, encoded.</param>
internal readonly record struct BlockShape(int Start, int Length, int FractionBits, double Bound, Int128 Limit);
