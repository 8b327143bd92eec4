using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression.Meta;
using FedOnco.Protos;

namespace FedOnco.Analyses.Disclosure;

/// <summary>What the preflight counts: the question's cohorts, those of earlier answers, and every pair that has to be kept apart.</summary>
public sealed class PreflightPlan
{
    /// <summary>Elements of a preflight; more, and the history is too long for a question with so many cells.</summary>
    public const long MostElements = 1L << 22;

    private PreflightPlan(IReadOnlyList<GuardedCohort> cohorts, IReadOnlyList<EarlierCohort> earlier, IReadOnlyList<CohortPair> pairs, IReadOnlyList<ShapedColumn> shapes)
    {
        Cohorts = cohorts;
        Earlier = earlier;
        Pairs = pairs;
        Shapes = shapes;
    }

    public IReadOnlyList<GuardedCohort> Cohorts { get; }

    public IReadOnlyList<EarlierCohort> Earlier { get; }

    /// <summary>New with earlier cohorts, then new cohorts with each other.</summary>
    public IReadOnlyList<CohortPair> Pairs { get; }

    /// <summary>Earlier answers over the same condition with other variables complete: where their rows lie inside the new cohort, a refusal can offer them.</summary>
    public IReadOnlyList<CohortPair> Containable { get; private init; } = [];

    /// <summary>Values that may have changed between an earlier cohort and one of the question with the same condition; empty where no centre refreshed its data.</summary>
    public IReadOnlyList<CohortChange> Changes { get; private init; } = [];

    /// <summary>Patients of a difference that are counted at one site at most: nobody asks for more than whether it is large enough.</summary>
    public int Enough { get; private init; } = 1;

    internal IReadOnlyList<ShapedColumn> Shapes { get; }

    internal IReadOnlyList<Magnitude> Magnitudes { get; private init; } = [];

    /// <summary>Null under the open profile.</summary>
    /// <exception cref="FedOncoException">Policy or HistoryUnavailable.</exception>
    public static PreflightPlan? Of(StudyContext context)
    {
        if (!context.IsGuarded) return null;
        var cohorts = QuestionCohorts.Of(context);
        var (earlier, pairs) = Against(cohorts, EarlierCohort.Recall(context), context);
        for (var i = 0; i < cohorts.Count; i++)
        {
            for (var j = i + 1; j < cohorts.Count; j++)
            {
                // Groupings of one call against each other: two conditions that differ by one patient.
                if (cohorts[i].Cohort.Cells > 1 && cohorts[j].Cohort.Cells > 1) pairs.Add(new CohortPair(i, j, true));
            }
        }

        var plan = new PreflightPlan(cohorts, earlier, pairs, ShapesOf(context))
        {
            Magnitudes = Magnitude.Of(cohorts, context),
            Containable = context.Question.Set is null ? [.. pairs.Where(p => !p.IsOwn && IsContainable(cohorts[p.New].Cohort, earlier[p.Other], context))] : [],
            Enough = (int)Math.Max(1, context.Terms.MinimumPatients),
            Changes = ChangesOf(cohorts, earlier, pairs, context),
        };
        var elements = plan.Pairs.Sum(p => 2L * plan.Left(p).Cells * plan.Right(p).Cells) + (2L * plan.Changes.Count);
        if (elements > MostElements) throw new FedOncoException(ErrorReason.Policy, "The call has too many groups for the number of earlier answers that it must be compared with. Use fewer groups.");
        return plan;
    }

    /// <summary>
    /// Earlier cohorts that matter and the pairs to compare. A cohort that was answered before is not compared again: what came
    /// after it was kept apart from it.
    /// </summary>
    private static (List<EarlierCohort> Earlier, List<CohortPair> Pairs) Against(IReadOnlyList<GuardedCohort> cohorts, IReadOnlyList<EarlierCohort> history, StudyContext context)
    {
        // What is told apart on all patients need not be at one centre: where centres show their own estimates every cohort is compared.
        var isOwn = context.Question.Analysis.KindCase == Analysis.KindOneofCase.Meta;
        var onRows = history.Select(e => e.IsOnRowsOf(context)).ToArray();
        var isNew = cohorts.Select(c => isOwn || !history.Where((e, k) => e.Answers(c.Cohort, onRows[k])).Any()).ToArray();
        // What was refused since these very rows were answered counted no more of them than is known.
        var isKnown = cohorts.Select(c => !isOwn && history.Where((e, k) => onRows[k] && e.Entry.State == CohortState.Answered && e.Cohort.Rows == c.Cohort.Rows).Any()).ToArray();
        var (earlier, pairs) = (new List<EarlierCohort>(), new List<CohortPair>());
        foreach (var (known, sameRows) in history.Zip(onRows))
        {
            var before = pairs.Count;
            for (var i = 0; i < cohorts.Count; i++)
            {
                if (isNew[i] && !(isKnown[i] && known.Entry.State == CohortState.Refused) && known.MustBeKeptApart(cohorts[i].Cohort, sameRows)) pairs.Add(new CohortPair(i, earlier.Count, false));
            }

            if (pairs.Count > before || (context.Terms.Differencing == Differencing.Strict && known.Entry.State != CohortState.Refused)) earlier.Add(known);
        }

        return (earlier, pairs);
    }

    /// <summary>
    /// Where patients joined or left, a sum over any variable differs by them at least; where none did, it differs by those whose value
    /// changed. A change of another variable is none: it must not make a difference of one patient look like one of many. Every variable of
    /// the question counts: what an earlier answer summed is more than its cohort tells (inputs of a model that may be missing).
    /// </summary>
    private static List<CohortChange> ChangesOf(IReadOnlyList<GuardedCohort> cohorts, List<EarlierCohort> earlier, List<CohortPair> pairs, StudyContext context)
    {
        var changes = new List<CohortChange>();
        if (!earlier.Any(e => e.IsBeforeRefreshOf(context))) return changes;
        var variables = QuestionParts.Of(context).VariablesUsed;
        for (var p = 0; p < pairs.Count; p++)
        {
            if (pairs[p].IsOwn || !earlier[pairs[p].Other].IsBeforeRefreshOf(context)) continue;
            Cohort left = cohorts[pairs[p].New].Cohort, right = earlier[pairs[p].Other].Cohort;
            var cells = right.Filters.Select((filter, j) => (filter, j)).ToLookup(c => c.filter, c => c.j, StringComparer.Ordinal);
            for (var i = 0; i < left.Cells; i++) changes.AddRange(from j in cells[left.Filters[i]] from v in variables select new CohortChange(p, i, j, v));
        }

        return changes;
    }

    private static bool IsContainable(Cohort cohort, EarlierCohort earlier, StudyContext context) =>
        cohort.Cells == 1 && earlier.Cohort.Cells == 1 && cohort.Spec.Complete.Count > 0 && earlier.Cohort.Spec.Complete.Count > 0 && cohort.Subset == earlier.Cohort.Subset
        && earlier.Entry.State == CohortState.Answered && earlier.IsOnRowsOf(context);

    public Cohort Left(CohortPair pair) => Cohorts[pair.New].Cohort;

    public Cohort Right(CohortPair pair) => pair.IsOwn ? Cohorts[pair.Other].Cohort : Earlier[pair.Other].Cohort;

    private static List<ShapedColumn> ShapesOf(StudyContext context)
    {
        var parts = QuestionParts.Of(context);
        var found = new Dictionary<string, ShapedColumn>(StringComparer.Ordinal);
        foreach (var variable in parts.Variables.Where(v => v.Application is not null && QuestionCohorts.Cuts(v, context).All(c => !c.Equals(v))))
        {
            foreach (var column in ModelVariables.Compile(variable, new ExpressionCompiler(context, []))?.Columns ?? [])
            {
                if (column.Type is { Kind: ValueKind.Number, IsBounded: true }) found.TryAdd($"{variable.ToText()} {found.Count}", new ShapedColumn(column, false));
            }
        }

        foreach (var name in parts.Columns.Where(c => c == WeightsOf(context)))
        {
            if (ExpressionCompiler.Compile(new Expression { Variable = name }, context, []) is { Type: { Kind: ValueKind.Number, IsBounded: true } } weight) found.TryAdd("weight " + name, new ShapedColumn(weight, true));
        }

        return [.. found.Values];
    }

    private static string WeightsOf(StudyContext context)
    {
        var analysis = context.Question.Analysis;
        if (analysis.Meta is not null) analysis = MetaQuestion.FitOf(context.Question).Analysis;
        var specification = Analysis.Descriptor.Oneofs[0].Accessor.GetCaseFieldDescriptor(analysis)?.Accessor.GetValue(analysis) as Google.Protobuf.IMessage;
        return specification?.Descriptor.FindFieldByName("weights")?.Accessor.GetValue(specification) as string ?? "";
    }
}
