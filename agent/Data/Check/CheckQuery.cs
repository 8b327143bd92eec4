using FedOnco.Agent.Data.Mapping;
using FedOnco.Agent.Data.Sql;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Check;

/// <summary>The questions of a check: one pass of counts over all variables, then the values behind those that are not 0.</summary>
internal sealed class CheckQuery(SourceQuery query)
{
    /// <summary>Share of a lattice's or step's width within which a value counts as on it.</summary>
    private const double Tolerance = 0.05;

    private const string None = "CAST(0 AS BIGINT)";

    /// <summary>Rows, rows with a key, distinct keys; for each variable missing, unknown, implausible, off grid, least and greatest value; endpoints; impossible combinations.</summary>
    public string Counts => $"SELECT {string.Join(", ", [.. RowCounts, .. query.SqlVariables.SelectMany(Of), .. Endpoints.Select(BeforeOrigin), .. query.Dataset.Impossible.Select(Combination)])} FROM {query.From}";

    public const int CountsOfRows = 3;

    public const int CountsOfVariable = 6;

    /// <summary>Endpoints between two dates that are read.</summary>
    public IReadOnlyList<Endpoint> Endpoints => [.. query.Dataset.Endpoints.Where(e => IsRead(e.Origin) && IsRead(e.End))];

    public string UnknownValues(Variable variable, int limit) => Frequencies(query.Text(variable), $"{query.Text(variable)} IS NOT NULL AND {query.Value(variable)} IS NULL", limit);

    public string ImplausibleValues(Variable variable, int limit) => Frequencies(variable.Aggregate is null ? query.Text(variable) : MappingDialect.AsText(query.Value(variable), ColumnKind.Number), $"{query.Value(variable)} IS NOT NULL AND {query.InRange(variable)} IS NULL", limit);

    /// <summary>How often the least and the greatest value occur, and their neighbours.</summary>
    public string Ends(Variable variable, double least, double greatest)
    {
        var (value, low, high) = (query.InRange(variable), query.Dialect.Number(least), query.Dialect.Number(greatest));
        return $"SELECT count(*) FILTER (WHERE {value} = {low}), min({value}) FILTER (WHERE {value} > {low}), count(*) FILTER (WHERE {value} = {high}), max({value}) FILTER (WHERE {value} < {high}) FROM {query.From}";
    }

    private IEnumerable<string> RowCounts => query.Dataset.PatientKey.Length == 0 ? ["count(*)", "count(*)", "count(*)"] : ["count(*)", $"count({query.KeyIdentity})", $"count(DISTINCT {query.KeyIdentity})"];

    private IEnumerable<string> Of(Variable variable)
    {
        var nothing = query.Dialect.ToDouble("NULL");
        if (variable.Name == query.Dataset.PatientKey) return [$"count(*) FILTER (WHERE {query.KeyIdentity} IS NULL)", None, None, None, nothing, nothing];
        var (value, inRange) = (query.Value(variable), query.InRange(variable));
        var missing = query.IsMissing(variable);
        return
        [
            $"count(*) FILTER (WHERE {missing})",
            $"count(*) FILTER (WHERE NOT {missing} AND {value} IS NULL)",
            $"count(*) FILTER (WHERE {value} IS NOT NULL AND {inRange} IS NULL)",
            OffGrid(variable, inRange),
            $"min({inRange})",
            $"max({inRange})",
        ];
    }

    private string OffGrid(Variable variable, string value)
    {
        if (variable.Type is VariableType.Category or VariableType.Boolean or VariableType.Date) return None;
        var (origin, width) = variable.Lattice is { Factor: > 0 } lattice ? (0, lattice.Factor) : (variable.Minimum, variable.Step);
        if (!(width > 0)) return None;
        var steps = $"(({value} - {query.Dialect.Number(origin)}) / {query.Dialect.Number(width)})";
        return $"count(*) FILTER (WHERE abs({steps} - round({steps})) > {query.Dialect.Number(Tolerance)})";
    }

    private string BeforeOrigin(Endpoint endpoint) => $"count(*) FILTER (WHERE {query.InRange(Find(endpoint.End))} < {query.InRange(Find(endpoint.Origin))})";

    private string Combination(ImpossibleCombination combination)
    {
        var parts = combination.Parts.Select(p => (Variable: Find(p.Variable), p.Level)).ToList();
        if (parts.Any(p => p.Variable.Derived is not null)) return None;
        return $"count(*) FILTER (WHERE {string.Join(" AND ", parts.Select(p => $"{query.Value(p.Variable)} = {query.Dialect.Number(Code(p.Variable, p.Level))}"))})";
    }

    private static double Code(Variable variable, string level) => variable.Type == VariableType.Boolean ? (level == "true" ? 1 : 0) : variable.Levels.Select(l => l.Name).ToList().IndexOf(level);

    private string Frequencies(string what, string where, int limit) => $"SELECT CAST({what} AS VARCHAR) AS w, count(*) AS n FROM {query.From} WHERE {where} GROUP BY 1 ORDER BY n DESC, w LIMIT {limit}";

    private bool IsRead(string name) => query.SqlVariables.Any(v => v.Name == name);

    private Variable Find(string name) => query.Dataset.Variables.First(v => v.Name == name);
}
