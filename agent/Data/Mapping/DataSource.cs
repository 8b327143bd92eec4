namespace FedOnco.Agent.Data.Mapping;

/// <summary>Where the rows of a dataset come from.</summary>
internal sealed record DataSource
{
    public required SourceKind Kind { get; init; }

    /// <summary>Absolute paths: data files, or the one DuckDB database.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    public CsvFormat Csv { get; init; } = CsvFormat.Default;

    /// <summary>Table or view of a database, where no SQL is given.</summary>
    public TableName? Table { get; init; }

    /// <summary>One SELECT written by site IT; over files it reads from <c>source</c>. Empty where there is none.</summary>
    public string Sql { get; init; } = "";

    /// <summary>Server of a PostgreSQL source.</summary>
    public ConnectionEntry? Connection { get; init; }

    public OmopLayout? Omop { get; init; }

    public bool IsFiles => Kind is SourceKind.Csv or SourceKind.Parquet;

    /// <summary>Whether one SQL statement can read both.</summary>
    public bool IsJoinableWith(DataSource other) => Kind == SourceKind.Postgres || other.Kind == SourceKind.Postgres
        ? Connection is not null && Connection.Name == other.Connection?.Name
        : other.Kind != SourceKind.DuckDb || other.Sql.Length == 0 || (Kind == SourceKind.DuckDb && Files[0] == other.Files[0]);
}
