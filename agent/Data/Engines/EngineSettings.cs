namespace FedOnco.Agent.Data.Engines;

/// <summary>Limits of the engines at this centre.</summary>
/// <param name="MemoryMiB">Memory of the embedded engine for one dataset; beyond it, it writes to its temporary folder.</param>
/// <param name="ColumnMemoryMiB">Columns of one dataset that are kept in memory between steps.</param>
/// <param name="StatementSeconds">A query that takes longer is stopped.</param>
/// <param name="TemporaryFolder">Where the embedded engine may write; null for nowhere.</param>
/// <param name="CountFrom">Datasets with fewer rows are counted from their columns, which stay in memory for the next question.</param>
/// <param name="Threads">Threads of the embedded engine; null for one a core.</param>
internal sealed record EngineSettings(int MemoryMiB = 1024, int ColumnMemoryMiB = 384, int StatementSeconds = 600, string? TemporaryFolder = null, long CountFrom = 2_000_000, int? Threads = null);
