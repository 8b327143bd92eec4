using System.Globalization;

namespace FedOnco.Analyses.Expressions;

/// <summary>Numbers as R prints them.</summary>
internal static class NumberText
{
    /// <summary>At most 15 significant digits, as as.character() gives them.</summary>
    public static string Of(double value) => Significant(value, 15);

    public static string Significant(double value, int digits)
    {
        if (double.IsNaN(value)) return "NaN";
        if (double.IsInfinity(value)) return value > 0 ? "Inf" : "-Inf";
        var text = value.ToString("G" + digits, CultureInfo.InvariantCulture);
        if (!text.Contains('E', StringComparison.Ordinal)) return text;
        var parts = text.Split('E');
        var exponent = int.Parse(parts[1], CultureInfo.InvariantCulture);
        var plain = ((decimal)value).ToString(CultureInfo.InvariantCulture);
        var scientific = $"{parts[0]}e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent):00}";
        return Math.Abs(exponent) < 15 && plain.Length <= scientific.Length ? plain : scientific;
    }
}
