namespace FedOnco.Audit;

/// <summary>The lines of an audit log; a last one without its end is left out.</summary>
public static class AuditLines
{
    /// <param name="stream">The file of lines, at any position.</param>
    public static IEnumerable<byte[]> Read(Stream stream)
    {
        stream.Seek(0, SeekOrigin.Begin);
        var buffer = new byte[1 << 16];
        var line = new MemoryStream();
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            var start = 0;
            for (var end = Array.IndexOf(buffer, (byte)'\n', 0, read); end >= 0; end = Array.IndexOf(buffer, (byte)'\n', start, read - start))
            {
                line.Write(buffer, start, end - start);
                yield return line.ToArray();
                line.SetLength(0);
                start = end + 1;
                if (start >= read) break;
            }

            if (start < read) line.Write(buffer, start, read - start);
        }
    }
}
