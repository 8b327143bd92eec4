using FedOnco.Analyses.Descriptive;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Disclosure;

/// <summary>A set of rows, cut into cells, that an answer depends on; what differencing is about.</summary>
public sealed class Cohort
{
    private readonly StudyContext _context;
    private readonly CompiledExpression? _condition;
    private readonly CompiledExpression[] _complete;
    private readonly Grouping _cells;
    private string[]? _filters;

    private Cohort(CohortSpec spec, StudyContext context, CompiledExpression? condition, CompiledExpression[] complete, Grouping cells)
    {
        Spec = spec;
        _context = context;
        _condition = condition;
        _complete = complete;
        _cells = cells;
        Subset = spec.Subset?.ToText() ?? "";
        Rows = string.Join("\u001f", [Subset, "complete", .. spec.Complete.Select(c => c.ToText())]);
        Key = string.Join("\u001f", [Rows, "cells", .. spec.Cells.Select(c => c.ToText()), spec.Fixed ? "fixed" : ""]);
        Variables = spec.Complete.Concat(spec.Cells).SelectMany(FormulaTerms.VariablesOf).ToHashSet(StringComparer.Ordinal);
    }

    public CohortSpec Spec { get; }

    /// <summary>The canonical condition as text; empty for all rows.</summary>
    public string Subset { get; }

    /// <summary>Equal for the same rows, however they are cut and whatever may be summed over them.</summary>
    public string Rows { get; }

    /// <summary>Equal for equal cohorts.</summary>
    public string Key { get; }

    /// <summary>Columns whose values enter the answer.</summary>
    public IReadOnlySet<string> Variables { get; }

    /// <summary>All rows of the question and nothing else of it: neither cells nor values that are needed. A set's rows are the run's.</summary>
    public bool IsOfRun { get; internal set; }

    /// <summary>Number of cells, 1 without grouping.</summary>
    public int Cells => _cells.Cells;

    /// <summary>How the rows are cut.</summary>
    internal Grouping Grouping => _cells;

    /// <summary>The canonical condition of each cell as text.</summary>
    public IReadOnlyList<string> Filters => _filters ??= [.. Enumerable.Range(0, Cells).Select(FilterOf)];

    /// <summary>Whether a cell is of rows without a value of a grouping variable.</summary>
    public bool IsMissingCell(int cell) => _cells.Levels(cell).Contains(null);

    /// <summary>Null where an expression does not fit the dictionary (any more).</summary>
    public static Cohort? Of(CohortSpec spec, StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        var condition = spec.Subset is null ? null : ExpressionCompiler.Compile(spec.Subset, context, faults);
        var complete = spec.Complete.Select(e => ExpressionCompiler.Compile(e, context, faults)).ToArray();
        var cells = Grouping.Of(spec.Cells, missingLevel: true, context, faults);
        return faults.Count > 0 || cells is null ? null : new Cohort(spec, context, condition, [.. complete.OfType<CompiledExpression>()], cells);
    }

    /// <summary>The canonical form of a set of rows.</summary>
    /// <param name="subset">Condition, or null.</param>
    /// <param name="complete">Expressions that need a value.</param>
    /// <param name="cells">Expressions whose levels cut the rows.</param>
    /// <param name="fixedRows">Rows of an analysis set, over which any column may be summed.</param>
    /// <param name="context">The study.</param>
    public static Cohort? Of(Expression? subset, IEnumerable<Expression> complete, IEnumerable<Expression> cells, bool fixedRows, StudyContext context)
    {
        var spec = new CohortSpec { Subset = subset is null ? null : CanonicalExpression.And([subset], context), Fixed = fixedRows };
        spec.Complete.AddRange(Sorted(complete, context));
        spec.Cells.AddRange(Sorted(cells, context));
        return Of(spec, context);
    }

    /// <summary>Whether one column may enter sums over both.</summary>
    public bool SharesColumns(Cohort other) =>
        Spec.Fixed ? other.Spec.Fixed || other.Variables.Count > 0 : other.Spec.Fixed ? Variables.Count > 0 : Variables.Overlaps(other.Variables);

    /// <summary>Cell of every row of the dataset at a site, -1 outside the cohort.</summary>
    public int[] Labels(SiteRun whole)
    {
        var labels = _cells.Assign(whole);
        if (_condition is not null) Exclude(labels, _condition.Evaluate(whole).Span, static v => v == 0 || double.IsNaN(v));
        foreach (var column in _complete) Exclude(labels, column.Evaluate(whole).Span, double.IsNaN);
        return labels;
    }

    public override string ToString() => Key.Replace('\u001f', ' ');

    private static void Exclude(int[] labels, ReadOnlySpan<double> values, Func<double, bool> leaves)
    {
        for (var i = 0; i < labels.Length; i++)
        {
            if (leaves(values[i])) labels[i] = -1;
        }
    }

    private static IEnumerable<Expression> Sorted(IEnumerable<Expression> expressions, StudyContext context) =>
        expressions.Select(e => CanonicalExpression.Of(e, context)).GroupBy(e => e.ToText(), StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.First());

    private string FilterOf(int cell)
    {
        if (Spec.Cells.Count == 0) return Subset;
        var levels = _cells.Levels(cell);
        var conditions = Spec.Cells.Select((e, i) => LevelOf(e, levels[i]));
        return CanonicalExpression.And(Spec.Subset is null ? conditions : conditions.Prepend(Spec.Subset), _context)?.ToText() ?? "";
    }

    private Expression LevelOf(Expression expression, string? level)
    {
        if (level is null) return CanonicalExpression.Call("is.na", expression);
        var type = ExpressionCompiler.Compile(expression, _context, [])!.Type;
        return type.Kind switch
        {
            ValueKind.Logical => level == "TRUE" ? expression : CanonicalExpression.Not(expression, _context),
            ValueKind.Factor => CanonicalExpression.Call("==", expression, new Expression { Text = level }),
            _ => CanonicalExpression.Call("==", expression, new Expression { Number = NumberGrid.Of(type).Value(IndexOf(type, level)) }),
        };
    }

    private static int IndexOf(Expressions.ValueType type, string level) => NumberGrid.Of(type).Names.ToList().IndexOf(level);
}
