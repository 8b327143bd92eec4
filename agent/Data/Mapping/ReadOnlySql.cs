namespace FedOnco.Agent.Data.Mapping;

/// <summary>SQL of the catalogue: one SELECT that stays within its parentheses.</summary>
internal static class ReadOnlySql
{
    /// <summary>What is wrong with it; null where nothing is.</summary>
    public static string? Fault(string sql)
    {
        var word = FirstWord(sql);
        if (!word.Equals("SELECT", StringComparison.OrdinalIgnoreCase) && !word.Equals("WITH", StringComparison.OrdinalIgnoreCase)) return "is one SELECT (or WITH .. SELECT).";
        var depth = 0;
        for (var i = 0; i < sql.Length; i++)
        {
            var end = SkipQuoted(sql, i);
            if (end < 0) return "has a quote or comment that does not end.";
            if (end > i)
            {
                i = end;
                continue;
            }

            if (sql[i] == '(') depth++;
            if (sql[i] == ')' && --depth < 0) return "closes a parenthesis that it did not open.";
            if (sql[i] == ';') return "holds a semicolon: one statement, without one at its end.";
            if (sql[i] == '$') return "holds a $: write texts in single quotes.";
        }

        return depth == 0 ? null : "opens a parenthesis that it does not close.";
    }

    /// <summary>The first word behind comments and blanks.</summary>
    private static string FirstWord(string sql)
    {
        var start = 0;
        while (start < sql.Length)
        {
            if (sql[start] is '-' or '/' && SkipQuoted(sql, start) is var end && end > start) start = end + 1;
            else if (char.IsWhiteSpace(sql[start])) start++;
            else break;
        }

        var stop = start;
        while (stop < sql.Length && char.IsAsciiLetter(sql[stop])) stop++;
        return sql[start..stop];
    }

    /// <summary>Index of the last character of the quote or comment that begins here; the index itself where none does; -1 where it does not end.</summary>
    private static int SkipQuoted(string sql, int i)
    {
        if (sql[i] is '\'' or '"') return EndOfQuote(sql, i);
        if (sql.AsSpan(i).StartsWith("--"))
        {
            var newline = sql.IndexOf('\n', i);
            return newline < 0 ? sql.Length - 1 : newline;
        }

        if (!sql.AsSpan(i).StartsWith("/*")) return i;
        var end = sql.IndexOf("*/", i + 2, StringComparison.Ordinal);
        // PostgreSQL nests comments, DuckDB does not: neither is needed.
        return end < 0 || sql.IndexOf("/*", i + 2, end - i - 2, StringComparison.Ordinal) >= 0 ? -1 : end + 1;
    }

    private static int EndOfQuote(string sql, int start)
    {
        // E'..' reads backslashes as escapes in both engines: a quote behind one would not end the text.
        if (start > 0 && sql[start] == '\'' && sql[start - 1] is 'E' or 'e' && (start == 1 || !char.IsLetterOrDigit(sql[start - 2]))) return -1;
        return sql.IndexOf(sql[start], start + 1);
    }
}
