using FedOnco.Agent.Data.Sql;

namespace FedOnco.Agent.Data.Engines;

/// <summary>A database that this agent reads from: one session that sees one state of the data.</summary>
internal interface IEngine : IDisposable
{
    SqlDialect Dialect { get; }

    /// <summary>Columns of what stands behind FROM, and what they hold; names as the engine has them.</summary>
    IReadOnlyDictionary<string, ColumnKind> Columns(string relation, CancellationToken cancellationToken);

    /// <summary>All rows of a small result: texts, doubles and whole numbers, null where NULL.</summary>
    IReadOnlyList<object?[]> Rows(string sql, SqlParameters parameters, CancellationToken cancellationToken);

    /// <summary>A large result block by block, in its order: columns of doubles, the last one of texts where <paramref name="text"/> says so.</summary>
    void Stream(string sql, SqlParameters parameters, bool text, Action<ColumnBlock> take, CancellationToken cancellationToken);
}
