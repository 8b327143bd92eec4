using FedOnco.Agent.Data.Sql;

namespace FedOnco.Agent.Data.Engines;

/// <summary>A CSV file, every field read as text.</summary>
internal sealed record CsvSource(string Path) : SourceSpec
{
    public override IReadOnlyList<string> Files => [Path];

    public override bool IsStaged => true;

    public override string Relation =>
        $"read_csv({DuckDbDialect.Literal(Path)}, header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"', skip = 0, strict_mode = true, null_padding = false, ignore_errors = false)";
}
