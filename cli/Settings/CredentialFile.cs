using System.Text.Json;
using FedOnco.Client;
using FedOnco.Protos;

namespace FedOnco.Cli.Settings;

/// <summary>~/.config/fedonco/credentials.json, readable by its owner only; environment variables come first.</summary>
internal static class CredentialFile
{
    private static string Location => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "fedonco", "credentials.json");

    /// <exception cref="FedOncoException">NotAuthorised where nobody has logged in.</exception>
    public static ClientSettings Read()
    {
        var stored = File.Exists(Location) ? JsonSerializer.Deserialize<ClientSettings>(File.ReadAllText(Location)) : null;
        var address = Environment.GetEnvironmentVariable("FEDONCO_URL") ?? stored?.Address;
        var authority = Environment.GetEnvironmentVariable("FEDONCO_CA") ?? stored?.AuthorityFile;
        var token = Environment.GetEnvironmentVariable("FEDONCO_TOKEN") ?? stored?.Token;
        if (address is null || authority is null || token is null)
            throw new FedOncoException(ErrorReason.NotAuthorised, "Nobody is logged in. Run `fedonco login --url URL --ca FILE --token TOKEN`, or set FEDONCO_URL, FEDONCO_CA and FEDONCO_TOKEN.");
        return new ClientSettings(address, authority, token);
    }

    public static void Write(ClientSettings settings)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Location)!);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(Location, options);
        JsonSerializer.Serialize(stream, settings);
    }
}
