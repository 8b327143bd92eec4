using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Disclosure.Suppression;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.Describe;

/// <summary>What describe() may show: by group, by variable and group, and by level of each factor and group.</summary>
/// <param name="Groups">Of each group.</param>
/// <param name="Values">For each variable its groups, or its groups x levels.</param>
public sealed record DescribeMask(CellState[] Groups, IReadOnlyList<CellState[]> Values)
{
    public static DescribeMask Open(DescribeQuestion question) => new(new CellState[question.Groups.Cells],
        [.. question.Variables.Select(v => new CellState[question.Groups.Cells * Math.Max(1, v.Levels.Count)])]);

    /// <summary>Derived by every party from the verified counts.</summary>
    internal static async Task<DescribeMask> SumAsync(DescribeQuestion question, StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var total = await federation.SumAsync(new DescribeCountsStep(question), cancellationToken).ConfigureAwait(false);
        var thresholds = new Thresholds(context.Terms);
        var missing = question.Groups.MissingLevelsUsed(total.Block("rows 0").ToArray());
        var unused = question.Groups.OfUnusedLevels(total.Block("rows 0").ToArray());
        CellState[] Table(int t, IReadOnlyList<int> widths, int levels, IReadOnlyList<int[]>? earlier = null) => TableSuppression.Of(
            new TableShape(widths), total.Block($"rows {t}").ToArray(), total.Block($"patients {t}").ToArray(), total.Block($"sites {t}").ToArray(), c => unused[c / levels] || question.Groups.IsUnusedMissing(c / levels, missing) || (levels > 1 && IsUnused(total.Block($"rows {t}"), c % levels, levels)), thresholds, earlier);

        var widths = question.Groups.Widths;
        var groups = Table(0, widths, 1, KnownUnions.OfEarlier(question.Groups, context));
        var values = question.Variables.Select((v, i) => v.Levels.Count == 0 ? Table(i + 1, widths, 1) : Table(i + 1, [.. widths, v.Levels.Count], v.Levels.Count, Earlier(question.Groups, v, context))).ToList();
        return new DescribeMask(groups, values);
    }

    /// <summary>What earlier answers tell of a category's levels by group, in cells without a missing level.</summary>
    private static List<int[]> Earlier(Grouping groups, ModelVariable variable, StudyContext context)
    {
        if (variable.Columns[0].Source is not { } source || Grouping.Of([.. groups.Expressions, source], missingLevel: true, context, []) is not { } table) return [];
        var levels = variable.Levels.Count;
        return [.. KnownUnions.OfEarlier(table, context)
            .Select(union => union.Where(c => c % (levels + 1) < levels).Select(c => (c / (levels + 1) * levels) + (c % (levels + 1))).ToArray())
            .Where(union => union.Length > 0)];
    }

    /// <summary>A level that nobody in the cohort has is left out, as R does.</summary>
    private static bool IsUnused(ReadOnlySpan<double> rows, int level, int levels)
    {
        for (var c = level; c < rows.Length; c += levels)
        {
            if (rows[c] > 0) return false;
        }

        return true;
    }

    public bool HasHidden => Values.Append(Groups).Any(t => t.Any(IsHidden));

    /// <summary>Variables x groups whose sums stay at the sites.</summary>
    public bool[] HiddenSums(DescribeQuestion question)
    {
        var cells = question.Groups.Cells;
        var hidden = new bool[question.Variables.Count * cells];
        for (var v = 0; v < question.Variables.Count; v++)
        {
            for (var g = 0; g < cells; g++) hidden[(v * cells) + g] = IsHidden(Groups[g]) || (question.Variables[v].Levels.Count == 0 && IsHidden(Values[v][g]));
        }

        return hidden;
    }

    /// <summary>State of a number in a group, or of a level of a factor in a group.</summary>
    public CellState Of(int variable, int group, int level, int levels) => IsHidden(Groups[group]) ? Groups[group] : Values[variable][levels == 0 ? group : (group * levels) + level];

    private static bool IsHidden(CellState state) => state is CellState.Primary or CellState.Secondary;
}
