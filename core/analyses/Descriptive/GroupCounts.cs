using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Descriptive;

/// <summary>Total counts of a grouping.</summary>
/// <param name="Grouping">Cells and their levels.</param>
/// <param name="Rows">Rows of the cohort.</param>
/// <param name="Cells">Rows in each cell.</param>
public sealed record GroupCounts(Grouping Grouping, double Rows, double[] Cells)
{
    public static async Task<GroupCounts> SumAsync(Grouping grouping, IFederation federation, CancellationToken cancellationToken)
    {
        var total = await federation.SumAsync(new GroupCountsStep(grouping), cancellationToken).ConfigureAwait(false);
        return new GroupCounts(grouping, total.Scalar("rows"), total.Block("cells").ToArray());
    }
}
