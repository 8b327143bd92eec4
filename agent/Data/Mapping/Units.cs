namespace FedOnco.Agent.Data.Mapping;

/// <summary>Named units of time, mass, length, volume, amount and temperature, and quotients of two of them (mg/dl). A month is 365.25 / 12 days.</summary>
internal static class Units
{
    private static readonly Dictionary<string, (string Dimension, double Factor)> Known = new(StringComparer.Ordinal)
    {
        ["s"] = ("time", 1.0 / 86400),
        ["min"] = ("time", 1.0 / 1440),
        ["h"] = ("time", 1.0 / 24),
        ["hours"] = ("time", 1.0 / 24),
        ["day"] = ("time", 1),
        ["days"] = ("time", 1),
        ["weeks"] = ("time", 7),
        ["months"] = ("time", 365.25 / 12),
        ["years"] = ("time", 365.25),
        ["kg"] = ("mass", 1e3),
        ["g"] = ("mass", 1),
        ["mg"] = ("mass", 1e-3),
        ["ug"] = ("mass", 1e-6),
        ["µg"] = ("mass", 1e-6),
        ["ng"] = ("mass", 1e-9),
        ["pg"] = ("mass", 1e-12),
        ["lb"] = ("mass", 453.59237),
        ["pounds"] = ("mass", 453.59237),
        ["m"] = ("length", 1),
        ["cm"] = ("length", 1e-2),
        ["mm"] = ("length", 1e-3),
        ["um"] = ("length", 1e-6),
        ["inches"] = ("length", 0.0254),
        ["l"] = ("volume", 1),
        ["dl"] = ("volume", 1e-1),
        ["ml"] = ("volume", 1e-3),
        ["ul"] = ("volume", 1e-6),
        ["mol"] = ("amount", 1),
        ["mmol"] = ("amount", 1e-3),
        ["umol"] = ("amount", 1e-6),
        ["nmol"] = ("amount", 1e-9),
        ["pmol"] = ("amount", 1e-12),
        ["fmol"] = ("amount", 1e-15),
        ["%"] = ("fraction", 1e-2),
        ["1"] = ("fraction", 1),
    };

    public static string Names => string.Join(", ", Known.Keys);

    /// <summary>From one unit to another; null where one is unknown or they measure different things.</summary>
    public static UnitConversion? Conversion(string from, string to)
    {
        if (from == to) return UnitConversion.None;
        if (Temperature(from, to) is { } temperature) return temperature;
        return Parse(from) is { } a && Parse(to) is { } b && a.Dimension == b.Dimension ? new UnitConversion(Ratio(a.Factor, b.Factor), 0) : null;
    }

    /// <summary>Ratios of powers of ten are written as the nearest whole number or its reciprocal: 1 g/dl is 10 g/l, not 10.000000000000002.</summary>
    private static double Ratio(double a, double b)
    {
        double ratio = a / b, whole = Math.Round(ratio), parts = Math.Round(b / a);
        if (whole >= 1 && Math.Abs(ratio - whole) < 1e-12 * whole) return whole;
        return parts >= 1 && Math.Abs((b / a) - parts) < 1e-12 * parts ? 1 / parts : ratio;
    }

    private static UnitConversion? Temperature(string from, string to) => (from.TrimStart('°'), to.TrimStart('°')) switch
    {
        ("F", "C") => new UnitConversion(5.0 / 9, -160.0 / 9),
        ("C", "F") => new UnitConversion(1.8, 32),
        _ => null,
    };

    private static (string Dimension, double Factor)? Parse(string unit)
    {
        var parts = unit.Split('/');
        if (!Known.TryGetValue(parts[0].Trim(), out var top)) return null;
        if (parts.Length == 1) return top;
        return parts.Length == 2 && Known.TryGetValue(parts[1].Trim(), out var bottom) ? ($"{top.Dimension}/{bottom.Dimension}", top.Factor / bottom.Factor) : null;
    }
}
