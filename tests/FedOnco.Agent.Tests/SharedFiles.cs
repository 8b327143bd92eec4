namespace FedOnco.Agent.Tests;

/// <summary>Data that may not be committed; tests that need them are skipped where they are not.</summary>
internal static class SharedFiles
{
    public static string Require(string path)
    {
        var root = Environment.GetEnvironmentVariable("FEDONCO_SHARED");
        Assert.SkipWhen(string.IsNullOrEmpty(root), "FEDONCO_SHARED is not set");
        var file = Path.Combine(root!, path);
        Assert.SkipUnless(Path.Exists(file), $"{file} is missing");
        return file;
    }
}
