using FedOnco.Protos;

namespace FedOnco.Agent.Link;

/// <summary>Where the coordinator is: over plain HTTP anybody could be the coordinator.</summary>
internal static class CoordinatorAddress
{
    /// <exception cref="FedOncoException">WrongFile where it is not https://host:port.</exception>
    public static Uri Read(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps && address.AbsolutePath == "/"
        ? address
        : throw new FedOncoException(ErrorReason.WrongFile, $"{(text.Length > 0 ? text : "Nothing")} is no address of a coordinator (Coordinator in appsettings.json, or --coordinator): it has the form https://host:port.");
}
