using FedOnco.Protos;

namespace FedOnco.Analyses.Reduction;

/// <summary>Builds the layout of a step: each block gets as many fractional bits (at most 64) as its bound leaves room for.</summary>
/// <remarks>
/// Range rule of the 2^128 ring: sites * bound * 2^f &lt; 2^126. Sites are taken as at most 2^12, so a layout does not depend
/// on their number and f = min(64, 113 - ceil(log2(bound))).
/// </remarks>
public sealed class LayoutBuilder
{
    /// <summary>Fractional bits below which a block has lost too much: the program must shorten its step instead.</summary>
    public const int LeastFractionBits = 20;

    private const int MostFractionBits = 64;
    private const int RoomBits = 113;

    // 2^-20: more than the relative error of a plain sum of 2^32 numbers.
    private const double RoundingRoom = 1.0 / (1 << 20);

    // 2^12 sites * bound * 2^f < 2^63.
    private const int ShortRoomBits = 50;

    private readonly TallyLayout _layout;

    /// <summary>A layout in the ring of 2^128 elements.</summary>
    public LayoutBuilder()
        : this(Ring.Bits128)
    {
    }

    /// <param name="ring">2^64 halves what is sent: for whole numbers up to 2^50, and numbers that need a declared scale only.</param>
    public LayoutBuilder(Ring ring) => _layout = new TallyLayout { Ring = ring };

    /// <summary>A block of whole numbers up to <paramref name="bound"/>.</summary>
    public LayoutBuilder Counts(string name, int length, double bound) => Add(name, length, bound, 0);

    /// <summary>A block of the ring of 2^64 with as many fractional bits as its bound leaves room for.</summary>
    public LayoutBuilder Weights(string name, int length, double bound) => Add(name, length, bound, ShortRoomBits - 1 - Math.ILogB(Math.Max(bound, 1)));

    /// <summary>A block of real numbers of magnitude at most <paramref name="bound"/>.</summary>
    /// <exception cref="FedOncoException"><see cref="ErrorReason.OutOfBounds"/> where the bound leaves fewer than <see cref="LeastFractionBits"/> bits.</exception>
    public LayoutBuilder Numbers(string name, int length, double bound)
    {
        if (!Fits(bound)) throw new FedOncoException(ErrorReason.OutOfBounds, $"The numbers of \"{name}\" may become too large to add exactly. Rescale the variables (divide them by a constant) and try again.");
        // A site's floating-point sum of numbers at their largest may exceed the exact bound by rounding.
        bound *= 1 + RoundingRoom;
        return Add(name, length, bound, FractionBits(bound));
    }

    /// <summary>Whether a block with this bound keeps enough fractional bits.</summary>
    public static bool Fits(double bound) => double.IsFinite(bound) && FractionBits(bound) >= LeastFractionBits;

    public TallyLayout Build() => _layout;

    private LayoutBuilder Add(string name, int length, double bound, int fractionBits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _layout.Blocks.Add(new TallyBlock { Name = name, Length = (uint)length, Bound = Math.Max(bound, 1), FractionBits = fractionBits });
        return this;
    }

    private static int FractionBits(double bound) => Math.Min(MostFractionBits, RoomBits - 1 - Math.ILogB(Math.Max(bound, 1)));
}
