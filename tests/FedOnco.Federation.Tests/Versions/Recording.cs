namespace FedOnco.Federation.Tests.Versions;

/// <summary>What the parties of a run said and used, one line each: kind, site, base64. Kept as it was: later versions are played against it.</summary>
internal sealed class Recording
{
    private readonly List<(string Kind, string Site, byte[] Bytes)> _lines = [];

    public static Recording Read(string file)
    {
        var recording = new Recording();
        foreach (var line in File.ReadLines(file))
        {
            var words = line.Split(' ');
            recording.Add(words[0], words[1], Convert.FromBase64String(words[2]));
        }

        return recording;
    }

    public void Add(string kind, string site, byte[] bytes) => _lines.Add((kind, site, bytes));

    /// <summary>In the order in which they were said.</summary>
    public IReadOnlyList<byte[]> Of(string kind, string site) => [.. _lines.Where(l => l.Kind == kind && l.Site == site).Select(l => l.Bytes)];

    public void Write(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!); // A file of its own folder.
        File.WriteAllLines(file, _lines.Select(l => $"{l.Kind} {l.Site} {Convert.ToBase64String(l.Bytes)}"));
    }
}
