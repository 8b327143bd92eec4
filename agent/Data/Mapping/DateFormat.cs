using System.Text;

namespace FedOnco.Agent.Data.Mapping;

/// <summary>A way to write dates: dd, MM and yyyy (or d and M with one or two digits), and what stands between them.</summary>
/// <param name="Pattern">As written in the catalogue.</param>
internal sealed record DateFormat(string Pattern)
{
    public static readonly DateFormat Iso = new("yyyy-MM-dd");

    /// <summary>Null where it is no format with one day, month and four-digit year.</summary>
    public static DateFormat? Parse(string pattern)
    {
        var format = new DateFormat(pattern);
        var letters = format.Tokens().Where(t => char.IsAsciiLetter(t[0])).ToList();
        var separators = format.Tokens().Where(t => !char.IsAsciiLetter(t[0]));
        return letters.Count == 3 && letters.Contains("yyyy") && letters.Any(t => t is "dd" or "d") && letters.Any(t => t is "MM" or "M") && separators.All(s => s.All(c => "-/. ".Contains(c, StringComparison.Ordinal))) ? format : null;
    }

    /// <summary>A regular expression (digits and separators only), the same in both engines.</summary>
    public string Regex => string.Concat(Tokens().Select(t => t switch
    {
        "yyyy" => "([0-9]{4})",
        "MM" or "dd" => "([0-9]{2})",
        "M" or "d" => "([0-9]{1,2})",
        _ => t.Replace(".", "[.]", StringComparison.Ordinal),
    }));

    /// <summary>Which group of the expression holds the year, month or day, from 1.</summary>
    public int Group(char letter) => Tokens().Where(t => char.IsAsciiLetter(t[0])).Select(t => t[0]).ToList().IndexOf(letter) + 1;

    /// <summary>Whether a text can fit both with another meaning.</summary>
    public bool IsConfusedWith(DateFormat other) => Shape == other.Shape && Pattern != other.Pattern;

    /// <summary>Digits and separators without what they stand for; one digit or two look alike.</summary>
    private string Shape => string.Concat(Tokens().Select(t => t switch { "yyyy" => "y", "MM" or "dd" or "M" or "d" => "n", _ => t }));

    /// <summary>The format of strptime.</summary>
    public string Strptime => string.Concat(Tokens().Select(t => t switch { "yyyy" => "%Y", "MM" or "M" => "%m", "dd" or "d" => "%d", _ => t }));

    private List<string> Tokens()
    {
        var tokens = new List<StringBuilder>();
        foreach (var c in Pattern)
        {
            if (tokens.Count > 0 && (tokens[^1][^1] == c || (!char.IsAsciiLetter(c) && !char.IsAsciiLetter(tokens[^1][^1])))) tokens[^1].Append(c);
            else tokens.Add(new StringBuilder().Append(c));
        }

        return [.. tokens.Select(t => t.ToString())];
    }
}
