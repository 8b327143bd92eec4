namespace FedOnco.Agent.Data.Mapping;

/// <summary>An OMOP common data model 5.4 whose tables the SQL of a source refers to by their plain names.</summary>
/// <param name="Schema">Schema of the tables in a database; empty for files.</param>
/// <param name="Files">File by table, where the tables are files.</param>
internal sealed record OmopLayout(string Schema, IReadOnlyDictionary<string, string> Files);
