namespace FedOnco.Agent.Data.Sql;

/// <summary>An expression in SQL: a double, or a condition; NULL where R has NA.</summary>
/// <param name="Sql">Text; safe to repeat.</param>
/// <param name="IsCondition">A condition instead of a double.</param>
internal readonly record struct SqlValue(string Sql, bool IsCondition)
{
    /// <summary>1, 0 or NULL for a condition.</summary>
    public string Number => IsCondition ? $"CAST(CASE WHEN {Sql} THEN 1 WHEN NOT {Sql} THEN 0 END AS float8)" : Sql;

    /// <summary>Whether a number is not 0.</summary>
    public string Condition => IsCondition ? Sql : $"({Sql} <> 0)";
}
