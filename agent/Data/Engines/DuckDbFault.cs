namespace FedOnco.Agent.Data.Engines;

/// <summary>The embedded engine's own words, which may quote data: never shown, never logged.</summary>
internal sealed class DuckDbFault(string message) : Exception(message);
