using FedOnco.Protos;

namespace FedOnco.Coordinator.Agents;

/// <summary>The versions of the protocol that this coordinator speaks: the present one and the one before.</summary>
internal static class ProtocolVersions
{
    /// <summary>Ascending.</summary>
    public static readonly IReadOnlyList<uint> Spoken = [1];

    /// <summary>The highest that both sides speak.</summary>
    /// <exception cref="FedOncoException">Protocol where there is none, with the side that is older.</exception>
    public static uint Choose(string site, Announcement announcement)
    {
        var common = announcement.ProtocolVersions.Intersect(Spoken).ToList();
        if (common.Count > 0) return common.Max();
        var older = announcement.ProtocolVersions.Count == 0 || announcement.ProtocolVersions.Max() < Spoken[0] ? $"Upgrade the agent of {site}" : "Upgrade the coordinator";
        throw new FedOncoException(ErrorReason.Protocol, $"The agent of {site} ({(announcement.ProductVersion.Length is > 0 and <= 40 ? announcement.ProductVersion : "unknown version")}) speaks protocol {(announcement.ProtocolVersions.Count == 0 ? "none" : string.Join(", ", announcement.ProtocolVersions.Take(8)))}, this coordinator ({Product.Version}) {string.Join(", ", Spoken)}. {older}: versions one minor number apart work together.");
    }
}
