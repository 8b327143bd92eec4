namespace FedOnco.Coordinator.State;

/// <summary>What a database calls the types of the tables' columns.</summary>
/// <param name="Text">Compared and sorted byte by byte: rosters are hashed in the order of their ids.</param>
/// <param name="Whole">64 bits.</param>
/// <param name="Bytes">Of any length.</param>
/// <param name="Counted">A whole number that counts the rows, and is the key.</param>
/// <param name="Compact">What stands behind a table that is found by its key alone.</param>
internal sealed record ColumnTypes(string Text, string Whole, string Bytes, string Counted, string Compact);
