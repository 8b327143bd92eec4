using FedOnco.Agent.Data.Sql;

namespace FedOnco.Agent.Data.Engines;

/// <summary>Rows in an engine, and how the dictionary's variables are read from them.</summary>
/// <param name="Engine">Where they are.</param>
/// <param name="Relation">What stands behind FROM.</param>
/// <param name="Variables">Variables as SQL.</param>
/// <param name="KeepsOrder">Whether rows come in the same order from one query to the next, whatever columns it asks for.</param>
/// <param name="Shard">Column that says on which of several servers a row is; counting by it as well lets each server count its own.</param>
internal sealed record Located(IEngine Engine, string Relation, VariableSql Variables, bool KeepsOrder = true, string? Shard = null);
