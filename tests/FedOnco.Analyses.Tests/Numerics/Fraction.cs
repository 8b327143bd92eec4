using System.Numerics;

namespace FedOnco.Analyses.Tests.Numerics;

/// <summary>A rational number in lowest terms, its denominator positive.</summary>
internal readonly struct Fraction
{
    private readonly BigInteger over;
    private readonly BigInteger under;

    public Fraction(BigInteger numerator, BigInteger denominator)
    {
        var shared = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        (over, under) = (numerator / shared, denominator / shared);
    }

    /// <summary>The number as a double, within one unit in the last place.</summary>
    public double Value
    {
        get
        {
            var shift = (int)(under.GetBitLength() - over.GetBitLength()) + 64;
            var whole = shift >= 0 ? (over << shift) / under : over / (under << -shift);
            return Math.ScaleB((double)whole, -shift);
        }
    }

    public static Fraction operator +(Fraction a, Fraction b) => new((a.over * b.under) + (b.over * a.under), a.under * b.under);

    public static Fraction operator -(Fraction a, Fraction b) => new((a.over * b.under) - (b.over * a.under), a.under * b.under);

    public static Fraction operator *(Fraction a, Fraction b) => new(a.over * b.over, a.under * b.under);

    public static Fraction operator /(Fraction a, Fraction b) => new(a.over * b.under, a.under * b.over);
}
