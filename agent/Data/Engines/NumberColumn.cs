using FedOnco.Analyses.Frames;

namespace FedOnco.Agent.Data.Engines;

/// <summary>A column as it was read.</summary>
/// <param name="Values">One a row, NaN where missing.</param>
/// <param name="IsFinite">Whether none is missing or infinite.</param>
internal readonly record struct NumberColumn(ColumnValues Values, bool IsFinite);
