namespace FedOnco.Agent;

/// <summary>The section "Agent" of appsettings.json; paths are relative to the agent's folder.</summary>
internal sealed class AgentSettings
{
    /// <summary>Id of this centre.</summary>
    public string Site { get; set; } = "";

    /// <summary>https://host:port of the coordinator.</summary>
    public string Coordinator { get; set; } = "";

    public string State { get; set; } = "state";

    public string Catalogue { get; set; } = "catalogue.yaml";

    public string Policy { get; set; } = "policy.yaml";

    public string Dictionaries { get; set; } = "dictionaries";
}
