namespace FedOnco.Agent.Link;

/// <summary>Who decides which sites and keys this agent sums with.</summary>
internal enum RosterTrust
{
    /// <summary>This site's IT, after comparing fingerprints.</summary>
    SiteIt,

    /// <summary>The coordinator: for sandbox and demo, where one person runs everything.</summary>
    Coordinator,
}
