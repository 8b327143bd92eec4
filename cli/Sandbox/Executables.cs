using FedOnco.Protos;

namespace FedOnco.Cli.Sandbox;

/// <summary>Finds the hosts: beside this program where published, in the neighbouring output folder in a checkout.</summary>
internal static class Executables
{
    public static string Agent => Find("FedOnco.Agent", "fedonco-agent");

    public static string Coordinator => Find("FedOnco.Coordinator", "fedonco-coordinator");

    private static string Find(string project, string name)
    {
        var own = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        var file = name + (OperatingSystem.IsWindows() ? ".exe" : "");
        // artifacts/bin/FedOnco.Cli/debug -> artifacts/bin/FedOnco.Agent/debug
        string[] places = [Path.Combine(own, file), Path.Combine(own, "..", "..", project, Path.GetFileName(own), file)];
        return places.Select(Path.GetFullPath).FirstOrDefault(File.Exists)
            ?? throw new FedOncoException(ErrorReason.WrongFile, $"{file} is not beside this program. Build the whole solution, or install all of it.");
    }
}
