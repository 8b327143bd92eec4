using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive;

/// <summary>Groups of by = ~ g + h: every combination of levels, missing values a level of their own; the first variable varies slowest.</summary>
public sealed class Grouping
{
    /// <summary>More cells than this are refused.</summary>
    public const int MostCells = 100_000;

    private readonly IReadOnlyList<ModelVariable> _factors;
    private readonly bool _missingLevel;

    private Grouping(IReadOnlyList<Expression> expressions, IReadOnlyList<ModelVariable> factors, bool missingLevel, int cells)
    {
        Expressions = expressions;
        _factors = factors;
        _missingLevel = missingLevel;
        Cells = cells;
    }

    public int Cells { get; }

    /// <summary>What cuts the rows.</summary>
    public IReadOnlyList<Expression> Expressions { get; }

    /// <summary>Number of levels of each variable, the missing one included where it is a group.</summary>
    public IReadOnlyList<int> Widths => [.. _factors.Select(f => f.Levels.Count + (_missingLevel ? 1 : 0))];

    public IReadOnlyList<string> Names => [.. _factors.Select(f => f.Text)];

    /// <summary>Null where the formula is at fault. Without a formula there is one group.</summary>
    /// <param name="formula">One-sided, variables joined by +; or null.</param>
    /// <param name="missingLevel">Whether a missing value is a group; otherwise its row belongs to none.</param>
    /// <param name="context">The study.</param>
    /// <param name="faults">Where faults go.</param>
    public static Grouping? Of(Formula? formula, bool missingLevel, StudyContext context, List<SpecificationFault> faults)
    {
        if (formula is null) return new Grouping([], [], missingLevel, 1);
        var before = faults.Count;
        var groups = Of(FormulaVariables.Of(formula, faults), missingLevel, context, faults);
        return faults.Count > before ? null : groups;
    }

    /// <summary>The same for expressions; null where one is at fault.</summary>
    public static Grouping? Of(IReadOnlyList<Expression> expressions, bool missingLevel, StudyContext context, List<SpecificationFault> faults)
    {
        var before = faults.Count;
        var compiler = new ExpressionCompiler(context, faults);
        var factors = new List<ModelVariable>();
        foreach (var expression in expressions)
        {
            var compiled = compiler.Compile(expression);
            if (compiled is not null && Factors.AsFactor(compiler, expression, compiled) is { } factor)
                factors.Add(new ModelVariable(expression.ToText(), [factor], [""], true));
        }

        var cells = factors.Aggregate(1.0, (product, f) => product * (f.Levels.Count + (missingLevel ? 1 : 0)));
        if (cells > MostCells) faults.Add(new SpecificationFault(ErrorReason.TooLarge, $"The groups have {cells:0} combinations; at most {MostCells} can be counted.", expressions[0]));
        return faults.Count > before ? null : new Grouping(expressions, factors, missingLevel, (int)cells);
    }

    /// <summary>The factors' columns, the first varying slowest.</summary>
    internal IReadOnlyList<CompiledExpression> Columns => [.. _factors.Select(f => f.Columns[0])];

    /// <summary>Group of every combination of the columns' values, -1 for none.</summary>
    internal int[] Assign(Combinations found)
    {
        var groups = new int[found.Count];
        for (var f = 0; f < _factors.Count; f++) Assign(groups, _factors[f], found.Values[f]);
        return groups;
    }

    /// <summary>Group of every row, -1 for none.</summary>
    public int[] Assign(SiteRun run)
    {
        var groups = new int[run.Rows];
        foreach (var factor in _factors) Assign(groups, factor, factor.Columns[0].Evaluate(run).Span);
        return groups;
    }

    private void Assign(int[] groups, ModelVariable factor, ReadOnlySpan<double> values)
    {
        var width = factor.Levels.Count + (_missingLevel ? 1 : 0);
        for (var i = 0; i < groups.Length; i++)
        {
            if (groups[i] < 0) continue;
            var missing = double.IsNaN(values[i]);
            groups[i] = missing && !_missingLevel ? -1 : (groups[i] * width) + (missing ? width - 1 : (int)values[i]);
        }
    }

    /// <summary>The level of each variable in a group; null for the missing one.</summary>
    public string?[] Levels(int group)
    {
        var levels = new string?[_factors.Count];
        for (var f = _factors.Count - 1; f >= 0; f--)
        {
            var width = _factors[f].Levels.Count + (_missingLevel ? 1 : 0);
            var index = group % width;
            levels[f] = index < _factors[f].Levels.Count ? _factors[f].Levels[index] : null;
            group /= width;
        }

        return levels;
    }

    /// <summary>Variables that have a missing value in some row of the cohort; how often values are missing is no secret.</summary>
    public bool[] MissingLevelsUsed(double[] cells)
    {
        var used = new bool[_factors.Count];
        for (var c = 0; c < cells.Length && _missingLevel; c++)
        {
            if (cells[c] == 0) continue;
            var levels = Levels(c);
            for (var f = 0; f < used.Length; f++) used[f] |= levels[f] is null;
        }

        return used;
    }

    /// <summary>The missing level of a variable that is never missing: such a cell cannot occur.</summary>
    public bool IsUnusedMissing(int cell, bool[] used)
    {
        if (!_missingLevel) return false;
        var levels = Levels(cell);
        for (var f = 0; f < used.Length; f++)
        {
            if (levels[f] is null && !used[f]) return true;
        }

        return false;
    }

    /// <summary>A combination of levels that the dictionary calls impossible: nobody hides behind such a cell.</summary>
    public bool IsImpossible(int cell, IReadOnlyList<ImpossibleCombination> impossible)
    {
        if (impossible.Count == 0) return false;
        var levels = Levels(cell);
        foreach (var combination in impossible)
        {
            var holds = combination.Parts.Count > 0;
            foreach (var part in combination.Parts)
            {
                var at = -1;
                for (var f = 0; f < _factors.Count; f++) at = _factors[f].Text == part.Variable || _factors[f].Text == $"factor({part.Variable})" ? f : at;
                holds &= at >= 0 && levels[at] == part.Level;
            }

            if (holds) return true;
        }

        return false;
    }

    /// <summary>Cells of a level that nobody has: tables leave it out as R does, and models say as much of their levels.</summary>
    public bool[] OfUnusedLevels(double[] cells)
    {
        var used = new bool[_factors.Count][];
        for (var f = 0; f < used.Length; f++) used[f] = new bool[_factors[f].Levels.Count + 1];
        for (var c = 0; c < cells.Length; c++)
        {
            if (cells[c] > 0) Visit(c, (f, level) => used[f][level] = true);
        }

        var unused = new bool[cells.Length];
        for (var c = 0; c < cells.Length; c++)
        {
            var cell = c;
            Visit(c, (f, level) => unused[cell] |= !used[f][level]);
        }

        return unused;
    }

    private void Visit(int cell, Action<int, int> level)
    {
        for (var f = _factors.Count - 1; f >= 0; f--)
        {
            var width = _factors[f].Levels.Count + (_missingLevel ? 1 : 0);
            level(f, cell % width);
            cell /= width;
        }
    }

    /// <summary>Position of a cell when the first variable varies fastest.</summary>
    public long ReverseRank(string?[] levels)
    {
        long rank = 0;
        for (var f = _factors.Count - 1; f >= 0; f--)
        {
            rank = (rank * (_factors[f].Levels.Count + 1)) + IndexOf(f, levels[f]);
        }

        return rank;
    }

    /// <summary>Position of a level of a variable; the missing one comes last.</summary>
    public int IndexOf(int variable, string? level) => level is null ? _factors[variable].Levels.Count : Factors.IndexOf(_factors[variable].Columns[0].Type, level);
}
