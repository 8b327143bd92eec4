using FedOnco.Analyses.Descriptive.AnalysisSets;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Disclosure;

/// <summary>
/// The cohorts that an answer depends on: the rows of the call, the rows with a value for what it uses, and the cells into
/// which factors, conditions and groups cut them. Two answers whose cohorts differ by few patients give these away.
/// </summary>
public static class QuestionCohorts
{
    /// <summary>More cells of one grouping than this are not answered outside the open profile.</summary>
    public const int MostCells = 512;

    /// <exception cref="FedOncoException">Policy where a grouping has too many cells.</exception>
    public static IReadOnlyList<GuardedCohort> Of(StudyContext context)
    {
        var parts = QuestionParts.Of(context);
        var subset = QuestionRows.Subset(context.Question);
        var set = context.Question.Set;
        var found = new Dictionary<string, GuardedCohort>(StringComparer.Ordinal);
        void Add(IEnumerable<Expression> complete, IEnumerable<Expression> cells, CellRule rule)
        {
            // The centre that holds a row cuts no patients: whether it may appear at all is decided from the call.
            // On an analysis set the rows are the set's, whatever the call uses.
            if (Cohort.Of(subset, (set?.Complete ?? complete).Where(e => !IsSite(e)), cells.Where(e => !IsSite(e)), fixedRows: set is not null || parts.IsSet && complete.Any(), context) is not { } cohort)
                throw Unreadable([.. complete, .. cells], context);
            cohort.IsOfRun = cohort.Spec.Cells.Count == 0 && (set is not null || cohort.Spec.Complete.Count == 0);
            if (cohort.Cells > MostCells) throw new FedOncoException(ErrorReason.Policy, $"The call cuts its patients into {cohort.Cells} groups; at most {MostCells} are answered. Use fewer variables or wider classes.");
            if (!found.TryGetValue(cohort.Key, out var known) || known.Rule > rule) found[cohort.Key] = new GuardedCohort(cohort, rule);
        }

        Add([], [], CellRule.Cohort);
        if (parts.IsSet)
        {
            AddSet(parts, context, Add);
        }
        else if (parts.IsOneByOne)
        {
            foreach (var variable in parts.Variables) AddVariable(variable, parts, context, Add);
        }
        else
        {
            AddModel(parts, context, Add);
        }

        if (parts.Groups.Count > 0) Add([], parts.Groups, CellRule.Hidden);
        return [.. found.Values];
    }

    /// <summary>Expressions of a numeric piece that cut patients into groups: a category, a condition, a variable with two values.</summary>
    internal static IEnumerable<Expression> Cuts(Expression expression, StudyContext context)
    {
        if (ExpressionCompiler.Compile(expression, context, []) is not { Constant: null, Text: null } compiled) return [];
        if (compiled.Type.Kind is ValueKind.Factor or ValueKind.Logical) return [expression];
        if (expression.KindCase == Expression.KindOneofCase.Variable) return compiled.Type.GridCells <= 2 ? [expression] : [];
        return expression.Application is { } call ? call.Arguments.SelectMany(a => Cuts(a.Value, context)) : [];
    }

    /// <summary>A cohort that cannot be evaluated cannot be kept apart from others: such a call ends here, it is never left out.</summary>
    private static FedOncoException Unreadable(IEnumerable<Expression> parts, StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        foreach (var part in parts) ExpressionCompiler.Compile(part, context, faults);
        return faults is [var first, ..]
            ? new FedOncoException(first.Reason, first.Message, first.Where)
            : new FedOncoException(ErrorReason.Policy, "A part of the call cannot be compared with earlier answers, so it is not answered under this policy. Please report the call.");
    }

    /// <summary>The rows that a set fixes, and its events.</summary>
    private static void AddSet(QuestionParts parts, StudyContext context, Action<IEnumerable<Expression>, IEnumerable<Expression>, CellRule> add)
    {
        add(parts.Variables, [], CellRule.Cohort);
        foreach (var variable in parts.Variables.Where(v => AnalysisSetQuestion.EventOf(v, context) is not null)) add(parts.Variables, Cuts(variable, context), CellRule.Hidden);
    }

    private static void AddVariable(Expression variable, QuestionParts parts, StudyContext context, Action<IEnumerable<Expression>, IEnumerable<Expression>, CellRule> add)
    {
        var cuts = Cuts(variable, context).ToList();
        var kind = context.Question.Analysis.KindCase;
        if (parts.Breaks.Count > 0) cuts = [CutBy(variable, kind == Analysis.KindOneofCase.Ecdf ? [double.NegativeInfinity, .. parts.Breaks, double.PositiveInfinity] : parts.Breaks)];
        var whole = cuts is [var only] && (parts.Breaks.Count > 0 || only.Equals(variable));
        // A category or histogram is counted by level, small ones hidden; a number is summed by group.
        var rule = kind == Analysis.KindOneofCase.Quantile ? CellRule.Cohort : kind == Analysis.KindOneofCase.Ecdf ? CellRule.Levels : CellRule.Hidden;
        add([variable], [.. parts.Groups, .. whole ? cuts : []], rule);
        if (whole) return;
        foreach (var cut in cuts) add([variable], [cut], CellRule.Levels);
    }

    private static void AddModel(QuestionParts parts, StudyContext context, Action<IEnumerable<Expression>, IEnumerable<Expression>, CellRule> add)
    {
        if (parts.Variables.Count == 0) return;
        if (parts.IsTable)
        {
            add(parts.Variables, parts.Variables, CellRule.Hidden);
            return;
        }

        IReadOnlyList<Expression> complete = parts.IsLearning ? parts.Responses : parts.Variables;
        add(complete, [], CellRule.Cohort);
        foreach (var term in parts.Terms)
        {
            var cuts = term.SelectMany(v => Cuts(v, context)).ToList();
            if (cuts.Count > 0) add(parts.IsLearning ? complete.Concat(term) : complete, cuts, CellRule.Levels);
        }

        for (var i = 0; i < parts.Responses.Count; i++)
        {
            var last = i == parts.Responses.Count - 1;
            var cuts = Cuts(parts.Responses[i], context).ToList();
            if (cuts.Count > 0) add(complete, cuts, parts.IsSurvival && last ? CellRule.Events : CellRule.Levels);
        }
    }

    private static bool IsSite(Expression expression) => expression is { KindCase: Expression.KindOneofCase.Variable, Variable: "site" };

    /// <summary>The bins of a histogram as a grouping expression.</summary>
    internal static Expression CutBy(Expression variable, IEnumerable<double> breaks)
    {
        var list = CanonicalExpression.Call("c", [.. breaks.Select(b => new Expression { Number = b })]);
        var cut = CanonicalExpression.Call("cut", variable, list);
        cut.Application.Arguments.Add(new Argument { Name = "include.lowest", Value = new Expression { Logical = true } });
        return cut;
    }
}
