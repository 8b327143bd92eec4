using System.Text;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Sql;

/// <summary>What differs between the engines. Every value is bound, every name quoted; a statement has no other text from outside.</summary>
internal abstract class SqlDialect
{
    /// <summary>What may stand behind an ISO date and is dropped.</summary>
    protected const string TimeOfDay = "([ T][0-9:.]+(Z|[+-][0-9:]+)?)?";

    /// <summary>An identifier between double quotes.</summary>
    /// <exception cref="FedOncoException">WrongFile: a name that no database can hold.</exception>
    public static string Name(string name)
    {
        if (name.Length is 0 or > 1000 || name.Contains('\0', StringComparison.Ordinal))
            throw new FedOncoException(ErrorReason.WrongFile, "A column or table of the catalogue has an empty, overlong or unreadable name. Correct it there.");
        return $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>A text, bound.</summary>
    public abstract string Text(SqlParameters parameters, string text);

    /// <summary>A number, bound.</summary>
    public abstract string Number(SqlParameters parameters, double number);

    /// <summary>An expression as a double.</summary>
    public abstract string Double(string expression);

    /// <summary>An expression as text.</summary>
    public abstract string AsText(string expression);

    /// <summary>0-based position of a text among others, as a double; NULL where it is none of them.</summary>
    public abstract string Position(SqlParameters parameters, IReadOnlyList<string> texts, string text);

    /// <summary>The number that a text reads as; NULL where it is none.</summary>
    public abstract string NumberOf(string text);

    /// <summary>Days since 1970-01-01 of a text yyyy-mm-dd; NULL where it is no date.</summary>
    public abstract string DaysOfText(string text);

    /// <summary>Days since 1970-01-01 of a date or a point in time.</summary>
    public abstract string Days(string date);

    /// <summary>To the nearest whole number, halves to the even one.</summary>
    public abstract string Round(string number);

    /// <summary>A whole number that rows of equal values share, and hardly any others.</summary>
    public abstract string RowHash(IEnumerable<string> columns);

    /// <summary>Distinct values of a text column, rows without one counted one each.</summary>
    public static string Distinct(string text) => $"count(DISTINCT {text}) + count(*) FILTER (WHERE {text} IS NULL)";

    /// <summary>Membership in a list of values that stand in the statement already.</summary>
    public static string In(string expression, IEnumerable<string> places)
    {
        var list = string.Join(", ", places);
        return list.Length == 0 ? "FALSE" : $"({expression} IN ({list}))";
    }

    /// <summary>Whether a text can stand in a database at all.</summary>
    public static bool CanHold(string text) => !text.Contains('\0', StringComparison.Ordinal) && text.EnumerateRunes().All(r => r != Rune.ReplacementChar);
}
