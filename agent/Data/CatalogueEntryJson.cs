using System.Text.Json.Serialization;

namespace FedOnco.Agent.Data;

/// <summary>The text of a catalogue entry that its snapshot's hash is made of, written by code made at build: the agent starts sooner than by reflection.</summary>
/// <remarks>Another text is another snapshot: it would end the history of every study.</remarks>
[JsonSerializable(typeof(CatalogueEntry))]
internal sealed partial class CatalogueEntryJson : JsonSerializerContext;
