using FedOnco.Telemetry;

namespace FedOnco.Agent;

/// <summary>The section "Agent" of appsettings.json; paths are relative to the agent's folder.</summary>
internal sealed class AgentSettings
{
    /// <summary>Id of this centre.</summary>
    public string Site { get; set; } = "";

    /// <summary>https://host:port of the coordinator.</summary>
    public string Coordinator { get; set; } = "";

    /// <summary>Address of a collector of this centre (OpenTelemetry, OTLP over HTTP) that metrics and traces are sent to; none where empty.</summary>
    public string Otlp { get; set; } = "";

    /// <summary>The address in <see cref="Otlp"/>; null for none.</summary>
    /// <exception cref="FedOncoException">WrongArgument.</exception>
    public Uri? ReadOtlp() => OtlpPush.AddressOf("Agent:Otlp (or --otlp)", Otlp);

    public string State { get; set; } = "state";

    public string Catalogue { get; set; } = "catalogue.yaml";

    public string Policy { get; set; } = "policy.yaml";

    public string Dictionaries { get; set; } = "dictionaries";

    /// <summary>Memory of the embedded engine for one dataset, 128 to 65536; beyond it, it writes to the folder "spill" in the state folder.</summary>
    public int EngineMemoryMiB { get; set; } = 1024;

    /// <summary>Columns of one dataset kept in memory between the steps of runs, 16 to 65536.</summary>
    public int ColumnMemoryMiB { get; set; } = 384;

    /// <summary>A query of an engine that takes longer is stopped, 1 to 86400.</summary>
    public int StatementSeconds { get; set; } = 600;
}
