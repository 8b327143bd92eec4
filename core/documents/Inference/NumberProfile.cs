using System.Globalization;

namespace FedOnco.Documents.Inference;

/// <summary>What the distinct values of a numeric column have in common.</summary>
/// <param name="Values">Ascending.</param>
/// <param name="IsInteger">Whole numbers without a decimal point that fit 32 bits (R's integer).</param>
/// <param name="Decimals">Most digits behind the decimal point; -1 where one is written with an exponent or has too many.</param>
internal sealed record NumberProfile(IReadOnlyList<double> Values, bool IsInteger, int Decimals)
{
    private const int MostDecimals = 14;
    private const double MostCells = 1L << 53;

    public double Minimum => Values[0];

    public double Maximum => Values[^1];

    /// <summary>Smallest difference by notation (10^-decimals); 0 where it is unknown.</summary>
    public double Step
    {
        get
        {
            if (Decimals < 0) return 0;
            var step = Math.Pow(10, -Decimals);
            return (Maximum - Minimum) / step < MostCells ? step : 0;
        }
    }

    /// <summary>Null where a value is no finite number.</summary>
    public static NumberProfile? Of(IReadOnlyCollection<string> texts)
    {
        var values = new List<double>(texts.Count);
        var integer = true;
        var decimals = 0;
        foreach (var text in texts)
        {
            var trimmed = text.Trim();
            if (!double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value)) return null;
            values.Add(value);
            integer &= int.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
            if (decimals >= 0) decimals = Math.Max(decimals, DecimalsOf(trimmed));
        }

        values.Sort();
        return new NumberProfile(values, integer, decimals is < 0 or > MostDecimals ? -1 : decimals);
    }

    private static int DecimalsOf(string text)
    {
        if (text.AsSpan().IndexOfAny('e', 'E') >= 0) return MostDecimals + 1;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? 0 : text.Length - point - 1;
    }
}
