using System.Runtime.InteropServices;
using FedOnco.Agent.Data.Sql;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Engines;

/// <summary>Counts of combinations as one GROUP BY; categories are grouped by their texts and coded afterwards.</summary>
internal sealed class CombinationQuery
{
    private readonly List<string> _columns = [];
    private readonly List<string> _groups = [];
    private readonly List<Func<object?, double>> _decoders = [];
    private readonly SqlParameters _parameters = new();
    private readonly Located _rows;
    private readonly bool _patients;
    private string _where = "";
    private bool _mayRepeat;

    private CombinationQuery(Located rows, bool patients)
    {
        _rows = rows;
        _patients = patients;
    }

    /// <summary>Null where an expression has no SQL.</summary>
    public static CombinationQuery? Of(Located rows, StudyContext context, string site, Expression? subset, IReadOnlyList<Expression> keys, bool patients)
    {
        var query = new CombinationQuery(rows, patients);
        var sql = new ExpressionSql(rows.Variables, context, site, query._parameters);
        if (subset is not null)
        {
            if (sql.WhereTrue(subset) is not { } condition) return null;
            query._where = $" WHERE {condition}";
        }

        return keys.All(key => query.Add(sql, context, key)) ? query : null;
    }

    /// <summary>The values of the statement's places.</summary>
    public SqlParameters Parameters => _parameters;

    /// <summary>The statement.</summary>
    public string Sql()
    {
        var counted = _columns.Append("count(*)");
        if (_patients) counted = counted.Append(SqlDialect.Distinct(_rows.Variables.Text(Key(), _parameters)));
        // A patient may have rows on several servers, so patients are counted in one place.
        var groups = _rows.Shard is { } shard && !_patients ? _groups.Append(shard) : _groups;
        var by = groups.Any() ? $" GROUP BY {string.Join(", ", groups)}" : "";
        return $"SELECT {string.Join(", ", counted)} FROM {_rows.Relation}{_where}{by}";
    }

    public Combinations Run(CancellationToken cancellationToken)
    {
        var rows = _rows.Engine.Rows(Sql(), _parameters, cancellationToken);
        return _mayRepeat || (_rows.Shard is not null && !_patients) ? Merge(rows) : Take(rows);
    }

    private Variable Key() => _rows.Variables.Dataset.Variables.First(v => v.Name == _rows.Variables.Dataset.PatientKey);

    private bool Add(ExpressionSql sql, StudyContext context, Expression key)
    {
        // Patients of merged groups cannot be added, so they are counted by the coded value.
        var variable = _patients ? null : context.Dataset.Variables.FirstOrDefault(v => v.Name == key.Variable);
        if (key.KindCase == Expression.KindOneofCase.Variable && variable is not null && _rows.Variables.Raw(variable) is { } raw)
        {
            _groups.Add(raw.Group);
            _columns.Add(raw.Value);
            _decoders.Add(value => _rows.Variables.Decode(variable, value));
            _mayRepeat = true;
            return true;
        }

        if (sql.Compile(key) is not { } compiled) return false;
        _groups.Add((_columns.Count + 1).ToString());
        _columns.Add(compiled.Number);
        _decoders.Add(value => value is double number ? number : double.NaN);
        return true;
    }

    private Combinations Take(IReadOnlyList<object?[]> rows)
    {
        var values = _decoders.Select((decode, c) => rows.Select(r => decode(r[c])).ToArray()).ToArray();
        return new Combinations(values, [.. rows.Select(r => Count(r[_columns.Count]))], _patients ? [.. rows.Select(r => Count(r[_columns.Count + 1]))] : null);
    }

    /// <summary>Several texts may mean missing.</summary>
    private Combinations Merge(IReadOnlyList<object?[]> rows)
    {
        var merged = new Dictionary<double[], long>(rows.Count, SameValues.Instance);
        foreach (var row in rows)
        {
            var values = new double[_decoders.Count];
            for (var c = 0; c < values.Length; c++) values[c] = _decoders[c](row[c]);
            CollectionsMarshal.GetValueRefOrAddDefault(merged, values, out _) += Count(row[_columns.Count]);
        }

        var found = merged.Keys.ToList();
        return new Combinations([.. _decoders.Select((_, c) => found.Select(f => f[c]).ToArray())], [.. merged.Values], null);
    }

    private static long Count(object? value) => value is long count ? count : 0;
}
