using System.Reflection;

namespace FedOnco.Agent;

/// <summary>This build.</summary>
internal static class Product
{
    public static string Version { get; } = typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
