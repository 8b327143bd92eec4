using FedOnco.Protos;

namespace FedOnco.Agent.Data.Mapping;

/// <summary>One row a patient from a dataset with many: a grouped subquery, so that a join with it cannot multiply rows.</summary>
internal static class AggregateSql
{
    /// <summary>SELECT with columns k (patient key as text) and v (a double); one row a key.</summary>
    /// <param name="aggregate">What is taken.</param>
    /// <param name="main">The dataset with one row a patient.</param>
    /// <param name="mainFrom">Its relation.</param>
    /// <param name="other">The dataset with many, under the alias m.</param>
    /// <param name="otherFrom">Its relation.</param>
    /// <param name="dataset">Dictionary of the dataset with many.</param>
    /// <param name="origin">Date of the main dataset around which the window lies, where there is one.</param>
    /// <param name="dialect">Of the engine.</param>
    public static string Select(Aggregate aggregate, MappedVariable main, string mainFrom, MappedVariable other, string otherFrom, Dataset dataset, Variable? origin, MappingDialect dialect)
    {
        var rows = Rows(aggregate, other, otherFrom, dataset, dialect);
        if (aggregate.HasFromDay) rows = Window(aggregate, rows, main, mainFrom, origin, dialect);
        return aggregate.Function switch
        {
            AggregateFunction.Any => $"SELECT k, {dialect.Number(1)} AS v FROM ({rows}) AS x GROUP BY k",
            AggregateFunction.Count => $"SELECT k, {dialect.ToDouble("count(*)")} AS v FROM ({rows}) AS x GROUP BY k",
            AggregateFunction.First => $"SELECT k, v FROM (SELECT k, v, row_number() OVER (PARTITION BY k ORDER BY t, v) AS n FROM ({rows}) AS x WHERE v IS NOT NULL AND t IS NOT NULL) AS y WHERE n = 1",
            AggregateFunction.Last => $"SELECT k, v FROM (SELECT k, v, row_number() OVER (PARTITION BY k ORDER BY t DESC, v DESC) AS n FROM ({rows}) AS x WHERE v IS NOT NULL AND t IS NOT NULL) AS y WHERE n = 1",
            AggregateFunction.Min => $"SELECT k, min(v) AS v FROM ({rows}) AS x GROUP BY k",
            AggregateFunction.Max => $"SELECT k, max(v) AS v FROM ({rows}) AS x GROUP BY k",
            // In the order of the values: the same bits whatever the order of the rows.
            _ => $"SELECT k, sum(v ORDER BY v) / count(v) AS v FROM ({rows}) AS x GROUP BY k",
        };
    }

    private static string Rows(Aggregate aggregate, MappedVariable other, string from, Dataset dataset, MappingDialect dialect)
    {
        var value = aggregate.Variable.Length == 0 ? dialect.Number(1) : other.InRange(Find(dataset, aggregate.Variable));
        var time = aggregate.Time.Length == 0 ? dialect.Number(0) : other.InRange(Find(dataset, aggregate.Time));
        var filters = aggregate.Where.Select(p => Filter(p, Find(dataset, p.Variable), other, dialect)).Prepend($"{other.Key} IS NOT NULL");
        return $"SELECT {other.Key} AS k, {value} AS v, {time} AS t FROM {from} AS m WHERE {string.Join(" AND ", filters)}";
    }

    /// <summary>Rows within the window; a patient without an origin has none.</summary>
    private static string Window(Aggregate aggregate, string rows, MappedVariable main, string mainFrom, Variable? origin, MappingDialect dialect)
    {
        var bounds = $"BETWEEN {dialect.Number(aggregate.FromDay)} AND {dialect.Number(aggregate.ToDay)}";
        if (origin is null) return $"SELECT k, v, t FROM ({rows}) AS w WHERE t {bounds}";
        var origins = $"SELECT {main.Key} AS k, min({main.InRange(origin)}) AS o FROM {mainFrom} AS r GROUP BY 1";
        return $"SELECT w.k, w.v, w.t FROM ({rows}) AS w JOIN ({origins}) AS o ON o.k = w.k WHERE w.t - o.o {bounds}";
    }

    private static string Filter(LevelsOfVariable part, Variable variable, MappedVariable other, MappingDialect dialect)
    {
        var codes = part.Levels.Select(l => variable.Type == VariableType.Boolean ? (l == "true" ? 1 : 0) : variable.Levels.Select(v => v.Name).ToList().IndexOf(l));
        return $"{other.Value(variable)} IN ({string.Join(", ", codes.Select(c => dialect.Number(c)))})";
    }

    private static Variable Find(Dataset dataset, string name) => dataset.Variables.First(v => v.Name == name);
}
