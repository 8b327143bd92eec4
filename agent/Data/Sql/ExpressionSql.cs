using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;
using ValueType = FedOnco.Analyses.Expressions.ValueType;

namespace FedOnco.Agent.Data.Sql;

/// <summary>
/// Typed expressions as SQL with R's meaning and the same bits as the agent's own evaluation: SQL's NULL is R's NA, whose
/// three-valued logic is the same. What an engine computes otherwise (logarithms, powers, what may overflow or divide by zero) has
/// no SQL, and its columns are read instead.
/// </summary>
/// <param name="variables">The variables of the source.</param>
/// <param name="context">The study.</param>
/// <param name="site">Id of this site.</param>
/// <param name="parameters">Where constants go.</param>
internal sealed class ExpressionSql(VariableSql variables, StudyContext context, string site, SqlParameters parameters)
{
    // Far below the largest double: no sum or product of two such numbers overflows.
    private const double MostMagnitude = 1e150;

    // Longer texts than this are not worth an engine's parser.
    private const int MostLength = 200_000;

    // Engines' parsers have limits of their own above this.
    private const int MostDepth = 60;

    private SqlDialect Dialect => variables.Dialect;

    private int _depth;

    /// <summary>Null where there is no SQL for it.</summary>
    public SqlValue? Compile(Expression expression)
    {
        if (_depth >= MostDepth) return null;
        _depth++;
        var value = Dispatch(expression);
        _depth--;
        return value;
    }

    private SqlValue? Dispatch(Expression expression) => expression.KindCase switch
    {
        Expression.KindOneofCase.Variable => Variable(expression.Variable),
        Expression.KindOneofCase.Number => double.IsNaN(expression.Number) ? Number("CAST(NULL AS float8)") : Number(Dialect.Number(parameters, expression.Number)),
        Expression.KindOneofCase.Logical => new SqlValue(expression.Logical ? "TRUE" : "FALSE", true),
        Expression.KindOneofCase.Missing => new SqlValue("CAST(NULL AS boolean)", true),
        Expression.KindOneofCase.Application => Bounded(Apply(expression, expression.Application)),
        _ => null,
    };

    /// <summary>A condition that holds where the expression is TRUE, and is false or NULL elsewhere; shorter than its value.</summary>
    public string? WhereTrue(Expression expression)
    {
        if (expression.Application is not { } call) return Compile(expression)?.Condition;
        switch (call.Function)
        {
            case "(" or "I" when call.Arguments.Count == 1:
                return WhereTrue(call.Arguments[0].Value);
            case "&" or "&&" or "|" or "||" when call.Arguments.Count == 2:
                return WhereTrue(call.Arguments[0].Value) is { } left && WhereTrue(call.Arguments[1].Value) is { } right ? $"({left} {(call.Function[0] == '&' ? "AND" : "OR")} {right})" : null;
            case "==" or "%in%" when Positional(call) is [{ Variable: { Length: > 0 } name }, var wanted] && Find(name) is { } variable && Texts(wanted) is { } levels:
                return variables.HasLevel(variable, levels, parameters) ?? Compile(expression)?.Condition;
            default:
                return Compile(expression)?.Condition;
        }
    }

    /// <summary>Type of an expression; null where it is at fault.</summary>
    internal ValueType? TypeOf(Expression expression) => CompiledOf(expression)?.Type;

    internal CompiledExpression? CompiledOf(Expression expression) => ExpressionCompiler.Compile(expression, context, []);

    internal string NumberPlace(double number) => Dialect.Number(parameters, number);

    internal SqlDialect DialectOf => Dialect;

    internal static List<Expression> Positional(Application call) => [.. call.Arguments.Where(a => a.Name.Length == 0).Select(a => a.Value)];

    internal static Expression? Named(Application call, string name) => call.Arguments.FirstOrDefault(a => a.Name == name)?.Value;

    internal static SqlValue Number(string sql) => new(sql, false);

    /// <summary>The elements of c(..) or a single constant as text; null where one is none.</summary>
    internal static List<string>? Texts(Expression expression)
    {
        var texts = Elements(expression).Select(TextOf).ToList();
        return texts.Contains(null) ? null : [.. texts.OfType<string>()];
    }

    internal static string? TextOf(Expression expression) => expression.KindCase switch
    {
        Expression.KindOneofCase.Text => expression.Text,
        Expression.KindOneofCase.Number => NumberText.Of(expression.Number),
        Expression.KindOneofCase.Logical => expression.Logical ? "TRUE" : "FALSE",
        _ => null,
    };

    /// <summary>The elements of c(..) or a single constant as numbers; null where one is none.</summary>
    internal static List<double>? Numbers(Expression expression)
    {
        var numbers = Elements(expression).Select(NumberOf).ToList();
        return numbers.Contains(null) ? null : [.. numbers.OfType<double>()];
    }

    internal static double? NumberOf(Expression expression) => expression switch
    {
        { KindCase: Expression.KindOneofCase.Number } => expression.Number,
        { Application: { Function: "-", Arguments.Count: 1 } minus } => -NumberOf(minus.Arguments[0].Value),
        _ => null,
    };

    private static IEnumerable<Expression> Elements(Expression expression) =>
        expression.Application is { Function: "c" } list ? list.Arguments.Select(a => a.Value) : [expression];

    private static SqlValue? Bounded(SqlValue? value) => value is { Sql.Length: > MostLength } ? null : value;

    private Variable? Find(string name) => context.Dataset.Variables.FirstOrDefault(v => v.Name == name);

    private SqlValue? Variable(string name)
    {
        if (name == "site") return Number(Dialect.Number(parameters, IndexOfSite()));
        if (Find(name) is not { } variable || name == context.Dataset.PatientKey) return null;
        if (variables.Truth(variable) is { } truth) return new SqlValue(truth, true);
        if (VariableSql.IsRead(variable)) return Number(variables.InRange(variable, parameters));
        return variable.Type is VariableType.Category ? null : Derived(variable);
    }

    /// <summary>A derived variable is its expression, missing outside its range.</summary>
    private SqlValue? Derived(Variable variable)
    {
        if (variable.Derived is null || Compile(variable.Derived) is not { } value) return null;
        return Number($"(CASE WHEN {value.Number} BETWEEN {NumberPlace(variable.Minimum)} AND {NumberPlace(variable.Maximum)} THEN {value.Number} END)");
    }

    private double IndexOfSite()
    {
        for (var i = 0; i < context.Sites.Count; i++)
        {
            if (context.Sites[i] == site) return i;
        }

        throw new ArgumentException("the site is not in the contract");
    }

    private SqlValue? Apply(Expression whole, Application call)
    {
        // What may overflow, or where SQL and IEEE disagree, is left to the agent.
        if (TypeOf(whole) is not { } type || (type.Kind == ValueKind.Number && !(Math.Max(Math.Abs(type.Minimum), Math.Abs(type.Maximum)) <= MostMagnitude))) return null;
        return call.Function switch
        {
            "(" or "I" => Compile(Positional(call)[0]),
            "&" or "&&" or "|" or "||" => Combine(call),
            "!" => Compile(Positional(call)[0]) is { } x ? new SqlValue($"(NOT {x.Condition})", true) : null,
            "is.na" => Compile(Positional(call)[0]) is { } x ? new SqlValue($"({x.Sql} IS NULL)", true) : null,
            "ifelse" => IfElse(Positional(call)),
            "==" or "!=" or "<" or "<=" or ">" or ">=" or "%in%" or "between" => ComparisonSql.Compile(this, call),
            "factor" or "as.factor" or "relevel" or "cut" or "interaction" => FactorSql.Compile(this, whole, call),
            _ => ArithmeticSql.Compile(this, call),
        };
    }

    private SqlValue? Combine(Application call)
    {
        var sides = Positional(call);
        if (Compile(sides[0]) is not { } left || Compile(sides[1]) is not { } right) return null;
        return new SqlValue($"({left.Condition} {(call.Function[0] == '&' ? "AND" : "OR")} {right.Condition})", true);
    }

    private SqlValue? IfElse(List<Expression> sides)
    {
        if (Compile(sides[0]) is not { } test || Compile(sides[1]) is not { } yes || Compile(sides[2]) is not { } no) return null;
        return Number($"(CASE WHEN {test.Condition} THEN {yes.Number} WHEN NOT {test.Condition} THEN {no.Number} END)");
    }
}
