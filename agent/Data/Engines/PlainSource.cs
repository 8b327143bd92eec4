using System.Globalization;
using FedOnco.Agent.Data.Mapping;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Engines;

/// <summary>Sources that engines read without a mapping in between: columns as they are, grouped and filtered by their own texts.</summary>
internal static class PlainSource
{
    /// <summary>Null where values, units, dates, several files, SQL, OMOP tables or a join stand in between.</summary>
    public static SourceSpec? Of(MappedDataset data)
    {
        var source = data.Entry.Source;
        if (data.Others.Count > 0 || source.Omop is not null || source.Sql.Length > 0 || !data.ReadVariables.All(v => IsPlain(data, v))) return null;
        return source.Kind switch
        {
            SourceKind.Csv when source.Files.Count == 1 && source.Csv == CsvFormat.Default => new CsvSource(source.Files[0]),
            SourceKind.Parquet when source.Files.Count == 1 => new ParquetSource(source.Files[0]),
            SourceKind.DuckDb when source.Table is { } table && IsSimple(table) => new DuckDbSource(source.Files[0], $"{table.Schema}.{table.Name}"),
            SourceKind.Postgres when source is { Table: { } table, Connection: { } connection } && IsSimple(table) => new PostgresSource(WarehouseConnection.Of(connection), $"{table.Schema}.{table.Name}"),
            _ => null,
        };
    }

    private static bool IsSimple(TableName table) => !table.Schema.Contains('.', StringComparison.Ordinal) && !table.Name.Contains('.', StringComparison.Ordinal);

    /// <summary>A number among the missing codes is compared as a number, which a text column needs a mapping for.</summary>
    private static bool IsPlain(MappedDataset data, Variable variable)
    {
        var mapping = data.Entry.MappingOf(variable.Name);
        var number = variable.Type is VariableType.Integer or VariableType.Decimal or VariableType.Duration;
        return mapping.Values.Count == 0 && mapping.Missing.Count == 0 && mapping.Unit.IsNone && !mapping.DecimalComma
            && (variable.Type != VariableType.Date || mapping.Dates is [var format] && format == DateFormat.Iso)
            && !(number && data.Entry.Missing.Concat(variable.MissingCodes).Any(c => double.TryParse(c, NumberStyles.Float, CultureInfo.InvariantCulture, out _)));
    }
}
