namespace FedOnco.Documents.Csv;

/// <summary>Finds the line at which a CSV file breaks, for messages: engines say it in words that quote the data, or not at all.</summary>
public static class BrokenLine
{
    /// <summary>1-based number of the first line with another number of fields than the header, or where an open quote begins; null where there is none.</summary>
    public static int? Find(TextReader reader, char delimiter = ',')
    {
        int line = 1, start = 1, fields = 1, expected = 0;
        var quoted = false;
        var empty = true;
        for (var c = reader.Read(); c >= 0; c = reader.Read())
        {
            if (c == '"') quoted = !quoted;
            else if (c == delimiter && !quoted) fields++;
            if (c == '\n')
            {
                line++;
                if (quoted) continue;
                if (!empty && expected == 0) expected = fields;
                else if (!empty && fields != expected) return start;
                (fields, start, empty) = (1, line, true);
            }
            else if (c != '\r')
            {
                empty = false;
            }
        }

        return quoted || (!empty && expected > 0 && fields != expected) ? start : null;
    }
}
