namespace FedOnco.Agent.Tests;

/// <summary>The folder of the sources: samples are tested as they are.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) => File.Exists(Path.Combine(folder, "FedOnco.sln")) ? folder : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests do not run within the repository"));
}
