using FedOnco.Agent.Data.Mapping;
using FedOnco.Agent.Data.Sql;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Check;

/// <summary>The questions of a check: one pass of counts over all variables, then the values behind those that are not 0.</summary>
internal sealed class CheckQuery(SourceQuery query)
{
    /// <summary>Share of a lattice's or step's width within which a value counts as on it.</summary>
    private const double Tolerance = 0.05;

    private const string KeyName = "patient_key";

    private readonly List<Variable> _variables = [.. query.SqlVariables];

    private const string None = "CAST(0 AS BIGINT)";

    /// <summary>Rows, rows with a key, distinct keys; for each variable missing, unknown, implausible, off grid, least and greatest value; endpoints; impossible combinations.</summary>
    /// <remarks>Each value is one column of a relation within, so that its expression stands in the statement once: an engine plans by the length.</remarks>
    public string Counts => $"SELECT {string.Join(", ", [.. RowCounts, .. _variables.SelectMany(Of), .. Endpoints.Select(BeforeOrigin), .. query.Dataset.Impossible.Select(Combination)])} FROM (SELECT *{string.Concat(Others.Select(o => $", {query.Bounded(o.Variable, Named("v", o.Index))} AS {Named("r", o.Index)}"))} FROM (SELECT {string.Join(", ", Columns)} FROM {query.From}) AS valued) AS bounded";

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

    private IEnumerable<string> RowCounts => query.Dataset.PatientKey.Length == 0 ? ["count(*)", "count(*)", "count(*)"] : ["count(*)", $"count({KeyName})", $"count(DISTINCT {KeyName})"];

    private IEnumerable<(Variable Variable, int Index)> Others => _variables.Select((v, i) => (v, i)).Where(o => o.v.Name != query.Dataset.PatientKey);

    /// <summary>The key, and for each other variable whether it is missing and its value.</summary>
    private IEnumerable<string> Columns => (query.Dataset.PatientKey.Length == 0 ? ["1 AS one"] : new[] { $"{query.KeyIdentity} AS {KeyName}" })
        .Concat(Others.SelectMany(o => new[] { $"{query.IsMissing(o.Variable)} AS {Named("m", o.Index)}", $"{query.Value(o.Variable)} AS {Named("v", o.Index)}" }));

    private IEnumerable<string> Of(Variable variable)
    {
        var nothing = query.Dialect.ToDouble("NULL");
        if (variable.Name == query.Dataset.PatientKey) return [$"count(*) FILTER (WHERE {KeyName} IS NULL)", None, None, None, nothing, nothing];
        var (missing, value, inRange) = (Named("m", variable), Named("v", variable), Named("r", variable));
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

    private string BeforeOrigin(Endpoint endpoint) => $"count(*) FILTER (WHERE {Named("r", Find(endpoint.End))} < {Named("r", Find(endpoint.Origin))})";

    private string Combination(ImpossibleCombination combination)
    {
        var parts = combination.Parts.Select(p => (Variable: Find(p.Variable), p.Level)).ToList();
        if (parts.Any(p => p.Variable.Derived is not null)) return None;
        return $"count(*) FILTER (WHERE {string.Join(" AND ", parts.Select(p => $"{Named("v", p.Variable)} = {query.Dialect.Number(Code(p.Variable, p.Level))}"))})";
    }

    private string Named(string what, Variable variable) => Named(what, _variables.IndexOf(variable));

    private static string Named(string what, int index) => $"{what}{index}";

    private static double Code(Variable variable, string level) => variable.Type == VariableType.Boolean ? (level == "true" ? 1 : 0) : variable.Levels.Select(l => l.Name).ToList().IndexOf(level);

    private string Frequencies(string what, string where, int limit) => $"SELECT CAST({what} AS VARCHAR) AS w, count(*) AS n FROM {query.From} WHERE {where} GROUP BY 1 ORDER BY n DESC, w LIMIT {limit}";

    private bool IsRead(string name) => _variables.Any(v => v.Name == name);

    private Variable Find(string name) => query.Dataset.Variables.First(v => v.Name == name);
}
