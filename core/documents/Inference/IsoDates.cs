using System.Globalization;

namespace FedOnco.Documents.Inference;

/// <summary>Dates written as 2026-11-23.</summary>
internal static class IsoDates
{
    public static bool IsDate(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>Days since 1970-01-01.</summary>
    public static double Days(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture).DayNumber - new DateOnly(1970, 1, 1).DayNumber;
}
