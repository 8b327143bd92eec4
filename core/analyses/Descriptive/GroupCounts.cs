using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Disclosure.Suppression;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive;

/// <summary>Total counts of a grouping.</summary>
/// <param name="Grouping">Cells and their levels.</param>
/// <param name="Rows">Rows of the cohort.</param>
/// <param name="Cells">Rows in each cell.</param>
/// <param name="States">What may be said of each cell.</param>
public sealed record GroupCounts(Grouping Grouping, double Rows, double[] Cells, CellState[] States)
{
    /// <summary>Whether disclosure control hides a cell.</summary>
    public bool HasHidden => States.Any(s => s is CellState.Primary or CellState.Secondary);

    public static async Task<GroupCounts> SumAsync(Grouping grouping, StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var total = await federation.SumAsync(new GroupCountsStep(grouping, context.IsGuarded), cancellationToken).ConfigureAwait(false);
        var cells = total.Block("cells").ToArray();
        var states = context.IsGuarded ? StatesOf(grouping, cells, total, context) : new CellState[cells.Length];
        return new GroupCounts(grouping, total.Scalar("rows"), cells, states);
    }

    /// <summary>The same with every cell shown or the run ended: for tests that are computed from the table.</summary>
    /// <exception cref="FedOncoException">Disclosure.</exception>
    public static async Task<GroupCounts> SumAllAsync(Grouping grouping, StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var counts = await SumAsync(grouping, context, federation, cancellationToken).ConfigureAwait(false);
        for (var c = 0; c < counts.Cells.Length; c++)
        {
            if (counts.States[c] is CellState.Secondary or CellState.Primary) throw PreflightRules.Refused();
        }

        return counts;
    }

    private static CellState[] StatesOf(Grouping grouping, double[] cells, Total total, StudyContext context) =>
        TableSuppression.Of(new TableShape(grouping.Widths), cells, total.Block("patients").ToArray(), total.Block("sites").ToArray(), AbsentCells(grouping, cells, context), new Thresholds(context.Terms), KnownUnions.OfEarlier(grouping, context));

    /// <summary>Cells that cannot occur: of levels that nobody has, and what the dictionary calls impossible.</summary>
    internal static Func<int, bool> AbsentCells(Grouping grouping, double[] cells, StudyContext context)
    {
        var (missing, unused) = (grouping.MissingLevelsUsed(cells), grouping.OfUnusedLevels(cells));
        return c => unused[c] || grouping.IsUnusedMissing(c, missing) || grouping.IsImpossible(c, context.Dataset.Impossible);
    }
}
