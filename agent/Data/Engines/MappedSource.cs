using FedOnco.Agent.Data.Mapping;
using FedOnco.Agent.Data.Sql;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Engines;

/// <summary>Rows in the dictionary's coding, made from what the catalogue maps: values, units, dates, several files, SQL, OMOP tables, joins.</summary>
internal sealed record MappedSource(MappedDataset Data) : SourceSpec
{
    public override IReadOnlyList<string> Files => IsWarehouse ? [] : [.. Data.Sources.SelectMany(FilesOf).Distinct(StringComparer.Ordinal)];

    public override bool IsWarehouse => Data.Entry.Source.Kind == SourceKind.Postgres;

    public override bool IsStaged => !IsWarehouse;

    /// <summary>Files that are read from their first row to their last, with nothing joined.</summary>
    private bool KeepsOrder => Data.Entry.Source is { IsFiles: true, Sql.Length: 0, Omop: null } && Data.Others.Count == 0;

    /// <summary>Known once the columns of the source are.</summary>
    public override string Relation => throw new InvalidOperationException("a mapped source is located before it is read");

    /// <exception cref="FedOncoException">SourceConnection, WrongFile (its password).</exception>
    public override IEngine Open(string name, EngineSettings settings) => Data.Entry.Source is { Kind: SourceKind.Postgres, Connection: { } connection }
        ? new PostgresEngine(name, WarehouseConnection.Of(connection), settings with { StatementSeconds = Math.Min(settings.StatementSeconds, (int)connection.StatementTimeout.TotalSeconds) })
        : new DuckDbEngine(name, settings, Files, DatabaseNames.All(Data));

    /// <summary>The SQL of this dataset over the columns that its sources have.</summary>
    /// <exception cref="FedOncoException">DataNotConforming: columns are missing.</exception>
    public SourceQuery Query(IEngine engine, CancellationToken cancellationToken)
    {
        var columns = new SourceColumns();
        foreach (var each in Data.Others.Values.Prepend(Data))
        {
            var found = engine.Columns($"{RelationSql.Of(each.Entry.Source, DatabaseNames.Of(Data, each.Entry.Source))} AS {SourceQuery.Alias}", cancellationToken);
            columns.Add(each.Dataset.Name, found.Select(c => new SourceColumn(c.Key, c.Value)));
        }

        columns.Require(Data);
        return new SourceQuery(Data, columns, MappingDialect.Of(Data.Entry.Source.Kind));
    }

    public override Located Locate(IEngine engine, EngineEntry entry, Dataset dataset, CancellationToken cancellationToken)
    {
        var query = Query(engine, cancellationToken);
        var kinds = query.SqlVariables.ToDictionary(v => v.Name, v => v.Name == dataset.PatientKey ? ColumnKind.Text : ColumnKind.Coded, StringComparer.Ordinal);
        return new Located(engine, $"({query.Coded}) AS coded_rows", new VariableSql(entry, dataset, engine.Dialect, kinds), KeepsOrder);
    }

    private static IEnumerable<string> FilesOf(DataSource source) => source.Omop is { } omop && source.IsFiles ? OmopTables.UsedIn(source.Sql).Select(t => omop.Files[t]) : source.Files;
}
