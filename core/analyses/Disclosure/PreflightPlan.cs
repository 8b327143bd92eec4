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
        };
        var elements = plan.Pairs.Sum(p => 2L * plan.Left(p).Cells * plan.Right(p).Cells);
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
        var isNew = cohorts.Select(c => isOwn || !history.Any(e => e.Answers(c.Cohort, context.Sites))).ToArray();
        // What was refused since these very rows were answered counted no more of them than is known.
        var isKnown = cohorts.Select(c => !isOwn && history.Any(e => e.Entry.State == CohortState.Answered && e.Cohort.Rows == c.Cohort.Rows && e.Entry.Sites.SequenceEqual(context.Sites))).ToArray();
        var (earlier, pairs) = (new List<EarlierCohort>(), new List<CohortPair>());
        foreach (var known in history)
        {
            var before = pairs.Count;
            for (var i = 0; i < cohorts.Count; i++)
            {
                if (isNew[i] && !(isKnown[i] && known.Entry.State == CohortState.Refused) && known.MustBeKeptApart(cohorts[i].Cohort, context.Sites)) pairs.Add(new CohortPair(i, earlier.Count, false));
            }

            if (pairs.Count > before || (context.Terms.Differencing == Differencing.Strict && known.Entry.State != CohortState.Refused)) earlier.Add(known);
        }

        return (earlier, pairs);
    }

    private static bool IsContainable(Cohort cohort, EarlierCohort earlier, StudyContext context) =>
        cohort.Cells == 1 && earlier.Cohort.Cells == 1 && cohort.Spec.Complete.Count > 0 && earlier.Cohort.Spec.Complete.Count > 0 && cohort.Subset == earlier.Cohort.Subset
        && earlier.Entry.State == CohortState.Answered && earlier.Entry.Sites.SequenceEqual(context.Sites);

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
