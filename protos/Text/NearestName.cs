namespace FedOnco.Protos;

/// <summary>Suggestions for misspelt names.</summary>
public static class NearestName
{
    /// <summary>The known name with the least edit distance (Levenshtein 1966), if it is close; null otherwise.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        var (best, distance) = known.Select(k => (Name: k, Distance: Distance(name, k))).DefaultIfEmpty((Name: "", Distance: int.MaxValue)).MinBy(p => p.Distance);
        return distance <= Math.Max(1, name.Length / 3) ? best : null;
    }

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + change));
            }
        }

        return row[b.Length];
    }
}
