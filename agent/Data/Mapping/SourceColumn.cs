using FedOnco.Agent.Data.Sql;

namespace FedOnco.Agent.Data.Mapping;

/// <summary>A column of a source and what it holds.</summary>
internal sealed record SourceColumn(string Name, ColumnKind Kind);
