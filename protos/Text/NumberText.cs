using System.Globalization;

namespace FedOnco.Protos;

/// <summary>Numbers as R prints them: fixed notation unless the scientific one is shorter.</summary>
public static class NumberText
{
    /// <summary>At most 15 significant digits, as as.character() gives them.</summary>
    public static string Of(double value) => Significant(value, 15);

    /// <param name="value">Any number.</param>
    /// <param name="digits">Significant digits, 1 to 17; trailing zeros are dropped.</param>
    public static string Significant(double value, int digits)
    {
        if (double.IsNaN(value)) return "NaN";
        if (double.IsInfinity(value)) return value > 0 ? "Inf" : "-Inf";
        if (value == 0) return "0";
        var parts = value.ToString("E" + (digits - 1), CultureInfo.InvariantCulture).Split('E');
        var mantissa = parts[0].Contains('.', StringComparison.Ordinal) ? parts[0].TrimEnd('0').TrimEnd('.') : parts[0];
        var exponent = int.Parse(parts[1], CultureInfo.InvariantCulture);
        var scientific = $"{mantissa}e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent):00}";
        if (Math.Abs(exponent) > 20) return scientific;
        var plain = Fixed(mantissa, exponent);
        return plain.Length <= scientific.Length ? plain : scientific;
    }

    private static string Fixed(string mantissa, int exponent)
    {
        var sign = mantissa[0] == '-' ? "-" : "";
        var digits = mantissa.TrimStart('-').Replace(".", "", StringComparison.Ordinal);
        if (exponent < 0) return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        var padded = digits.PadRight(exponent + 1, '0');
        return padded.Length == exponent + 1 ? sign + padded : $"{sign}{padded[..(exponent + 1)]}.{padded[(exponent + 1)..]}";
    }
}
