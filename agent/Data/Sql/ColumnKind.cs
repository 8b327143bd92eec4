namespace FedOnco.Agent.Data.Sql;

/// <summary>What a column of a source holds, as its engine says.</summary>
internal enum ColumnKind
{
    /// <summary>Text, and everything that is read as text.</summary>
    Text,

    Number,

    Boolean,

    /// <summary>A date or a point in time.</summary>
    Date,

    /// <summary>Already in the dictionary's coding: a number, NULL where missing.</summary>
    Coded,
}
