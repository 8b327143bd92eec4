using FedOnco.Analyses.Descriptive;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Disclosure.Suppression;

/// <summary>
/// Cells of a table that another answer adds up: whoever has that answer knows their sum, as if it were one more margin. Decided
/// from conditions and dictionary alone. Missing values of further variables are taken as none, which errs on the safe side.
/// </summary>
internal static class KnownUnions
{
    /// <summary>The unions that earlier answers tell, for a table of the question; the same table again hides the same cells.</summary>
    /// <param name="table">The table's cells.</param>
    /// <param name="context">Question and history.</param>
    public static List<int[]> OfEarlier(Grouping table, StudyContext context)
    {
        var own = QuestionCohorts.Of(context).Select(c => c.Cohort.Key).ToHashSet(StringComparer.Ordinal);
        var others = EarlierCohort.Recall(context).Where(e => e.Entry.State != CohortState.Refused && !own.Contains(e.Cohort.Key)).Select(e => e.Cohort);
        var condition = QuestionRows.Subset(context.Question) is { } subset ? CanonicalExpression.And([subset], context) : null;
        return Of(table, condition, others, context);
    }

    /// <param name="table">The table's cells.</param>
    /// <param name="condition">Condition of the table's rows, canonical; null for all.</param>
    /// <param name="others">Answers whose cells are compared with it.</param>
    /// <param name="context">The study.</param>
    /// <returns>Positions of cells, one array for each cell of another answer that is a union of them.</returns>
    public static List<int[]> Of(Grouping table, Expression? condition, IEnumerable<Cohort> others, StudyContext context)
    {
        var variables = table.Expressions.SelectMany(FormulaTerms.VariablesOf).Distinct(StringComparer.Ordinal).ToList();
        var rows = Parts(condition).Select(p => p.ToText()).ToHashSet(StringComparer.Ordinal);
        LevelCombinations? combinations = null;
        var found = new List<int[]>();
        foreach (var other in others)
        {
            var conditions = Parts(other.Spec.Subset).ToDictionary(p => p.ToText(), StringComparer.Ordinal);
            var rest = conditions.Where(c => !rows.Contains(c.Key)).Select(c => c.Value).ToList();
            var used = rest.Concat(other.Spec.Cells).SelectMany(FormulaTerms.VariablesOf).ToList();
            // Inside the table, and told apart by its variables only.
            if (used.Count == 0 || !rows.All(conditions.ContainsKey) || !used.All(variables.Contains)) continue;
            combinations ??= LevelCombinations.Of(variables, context);
            if (combinations is null) return found;
            Compare(table, rest, other, new SiteRun("", combinations), context, found);
        }

        return found;
    }

    private static void Compare(Grouping table, List<Expression> rest, Cohort other, SiteRun rows, StudyContext context, List<int[]> found)
    {
        if (Cohort.Of(new CohortSpec { Subset = CanonicalExpression.And(rest, context), Cells = { other.Spec.Cells } }, context) is not { } inside) return;
        int[] mine = table.Assign(rows), theirs = inside.Labels(rows);
        // Cell of the other answer that each cell of the table lies in: -1 outside, -2 in several.
        var owner = new int[table.Cells];
        var seen = new bool[table.Cells];
        var whole = new bool[inside.Cells];
        Array.Fill(whole, true);
        for (var i = 0; i < mine.Length; i++)
        {
            if (mine[i] < 0) continue;
            if (!seen[mine[i]]) owner[mine[i]] = theirs[i];
            else if (owner[mine[i]] != theirs[i])
            {
                if (owner[mine[i]] >= 0) whole[owner[mine[i]]] = false;
                if (theirs[i] >= 0) whole[theirs[i]] = false;
                owner[mine[i]] = -2;
            }

            seen[mine[i]] = true;
        }

        for (var cell = 0; cell < whole.Length; cell++)
        {
            var union = new List<int>();
            for (var c = 0; c < owner.Length; c++)
            {
                if (seen[c] && owner[c] == cell) union.Add(c);
            }

            if (whole[cell] && union.Count > 0) found.Add([.. union]);
        }
    }

    private static List<Expression> Parts(Expression? expression)
    {
        if (expression is null) return [];
        if (expression.Application is not { Function: "&" } all) return [expression];
        var parts = new List<Expression>();
        foreach (var argument in all.Arguments) parts.AddRange(Parts(argument.Value));
        return parts;
    }
}
