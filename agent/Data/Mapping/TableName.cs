namespace FedOnco.Agent.Data.Mapping;

/// <summary>A table or view: schema and name, unquoted.</summary>
internal sealed record TableName(string Schema, string Name);
