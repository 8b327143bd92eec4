namespace FedOnco.Analyses.Learning;

/// <summary>
/// Gradients, risks and losses as whole multiples of 2^-bits: their sums are exact, so a model does not depend on how patients
/// are split over sites. Every sum stays below 2^50.
/// </summary>
internal static class WholeNumbers
{
    /// <summary>Magnitudes are clipped here.</summary>
    public const double Most = 512;

    private const int MostBits = 20;

    /// <summary>Fractional bits for this many rows in all.</summary>
    public static int Bits(double rows) => Math.Max(0, Math.Min(MostBits, 39 - Math.ILogB(Math.Max(rows, 1))));

    /// <summary>Bound of a sum over so many rows.</summary>
    public static double Bound(double rows, int bits) => Math.Max(rows, 1) * Most * (1L << bits);

    /// <summary>Rounded half to even; NaN becomes a number that no bound allows.</summary>
    public static long Of(double value, double scale) => double.IsNaN(value) ? long.MinValue : (long)Math.Round(Math.Clamp(value, -Most, Most) * scale);
}
