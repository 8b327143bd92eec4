using FedOnco.Protos;

namespace FedOnco.Cli.Demo;

/// <summary>The sample centres that come with the program.</summary>
internal static class SampleData
{
    /// <exception cref="FedOncoException">WrongFile where samples/ is not found.</exception>
    public static string Folder(string collection)
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var samples = Path.Combine(folder, "samples", collection);
            if (Directory.Exists(samples)) return samples;
        }

        throw new FedOncoException(ErrorReason.WrongFile, $"samples/{collection} is not beside this program. Run the demo from a checkout or a complete install.");
    }
}
