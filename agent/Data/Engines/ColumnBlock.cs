namespace FedOnco.Agent.Data.Engines;

/// <summary>Some rows of a result, column by column; valid until the next block.</summary>
/// <param name="Rows">Rows in this block.</param>
/// <param name="Numbers">Columns of doubles, NaN where NULL; longer than the block has rows.</param>
/// <param name="Texts">The column of texts, where there is one.</param>
internal readonly record struct ColumnBlock(int Rows, double[][] Numbers, string?[] Texts);
