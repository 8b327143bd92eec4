namespace FedOnco.Analyses.Tests.Harness;

/// <summary>The folder with shared data and R's answers; tests that need it skip where it is missing.</summary>
public static class Shared
{
    public static string Folder { get; } = Environment.GetEnvironmentVariable("FEDONCO_SHARED") ?? Path.GetFullPath(Path.Combine(Root(), "..", "shared"));

    /// <summary>Published test vectors.</summary>
    public static string Vectors(string collection)
    {
        Assert.SkipUnless(Directory.Exists(Folder), "the shared folder with test vectors is not here (FEDONCO_SHARED)");
        return Path.Combine(Folder, "vectors", collection);
    }

    public static string Data(string collection)
    {
        Assert.SkipUnless(Directory.Exists(Folder), "the shared folder with data is not here (FEDONCO_SHARED)");
        return Path.Combine(Folder, "data", collection);
    }

    /// <summary>The checkout.</summary>
    public static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "FedOnco.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("not in a checkout");
        return folder;
    }
}
