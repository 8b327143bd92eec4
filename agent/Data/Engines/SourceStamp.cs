namespace FedOnco.Agent.Data.Engines;

/// <summary>What tells a file from one that was put in its place: size and time of the last write.</summary>
internal readonly record struct SourceStamp(long Length, DateTime Written)
{
    public static SourceStamp Of(string file)
    {
        var info = new FileInfo(file);
        return info.Exists ? new SourceStamp(info.Length, info.LastWriteTimeUtc) : new SourceStamp(-1, default);
    }
}
