namespace FedOnco.Agent.Data.Mapping;

/// <summary>What a column of a source holds by its type.</summary>
internal enum ColumnKind
{
    Text,
    Integer,
    Decimal,
    Boolean,
    Date,
    Timestamp,
}
