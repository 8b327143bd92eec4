using FedOnco.Agent.Data.Mapping;

namespace FedOnco.Agent.Data;

/// <summary>Where a dataset lies at this centre and how it is written there; never leaves the centre.</summary>
internal sealed record CatalogueEntry
{
    /// <summary>Name in the study's dictionary.</summary>
    public required string Dataset { get; init; }

    public required string Study { get; init; }

    public required DataSource Source { get; init; }

    /// <summary>Open data: the open profile may be used.</summary>
    public bool IsPublic { get; init; }

    /// <summary>Variables that are not simply the column of their name.</summary>
    public IReadOnlyDictionary<string, VariableMapping> Mappings { get; init; } = new Dictionary<string, VariableMapping>();

    /// <summary>Texts that mean missing in every column.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>The mapping of variables that have none of their own, but for the column.</summary>
    public VariableMapping Usual { get; init; } = new() { Column = "" };

    public VariableMapping MappingOf(string variable) => Mappings.GetValueOrDefault(variable) ?? Usual with { Column = variable };
}
