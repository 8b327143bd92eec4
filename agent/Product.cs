using System.Reflection;

namespace FedOnco.Agent;

/// <summary>This build.</summary>
internal static class Product
{
    /// <summary>Versions of the protocol that this agent speaks, the newest last.</summary>
    public static IReadOnlyList<uint> ProtocolVersions { get; } = [1];

    public static string Version { get; } = typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
