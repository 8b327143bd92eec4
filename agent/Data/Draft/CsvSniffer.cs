using System.Text;
using FedOnco.Agent.Data.Mapping;

namespace FedOnco.Agent.Data.Draft;

/// <summary>Guesses delimiter and encoding of a text file from its first bytes.</summary>
internal static class CsvSniffer
{
    private const int Head = 1 << 16;

    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    public static CsvFormat Guess(string file)
    {
        var head = Read(file);
        var encoding = EncodingOf(head);
        var text = encoding == "utf-16" ? Encoding.Unicode.GetString(head) : Encoding.Latin1.GetString(head);
        var line = text.Split('\n')[0];
        return new CsvFormat(Delimiters.MaxBy(d => line.Count(c => c == d)), encoding);
    }

    private static string EncodingOf(byte[] head)
    {
        if (head is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]) return "utf-16";
        try
        {
            // The last bytes may be a part of a character.
            new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder().GetCharCount(head, 0, head.Length, flush: false);
            return "utf-8";
        }
        catch (DecoderFallbackException)
        {
            return "latin-1";
        }
    }

    private static byte[] Read(string file)
    {
        using var stream = File.OpenRead(file);
        var buffer = new byte[Head];
        return buffer[..stream.ReadAtLeast(buffer, Head, throwOnEndOfStream: false)];
    }
}
