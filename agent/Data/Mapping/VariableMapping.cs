namespace FedOnco.Agent.Data.Mapping;

/// <summary>How a variable of the dictionary is written at this centre.</summary>
internal sealed record VariableMapping
{
    public required string Column { get; init; }

    /// <summary>Texts that mean missing here, besides those of the dataset and the dictionary.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Level or number of the dictionary by local text.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    public UnitConversion Unit { get; init; } = UnitConversion.None;

    /// <summary>Tried in this order.</summary>
    public IReadOnlyList<DateFormat> Dates { get; init; } = [DateFormat.Iso];

    public bool DecimalComma { get; init; }
}
