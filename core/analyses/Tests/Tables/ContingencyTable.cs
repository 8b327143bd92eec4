using FedOnco.Analyses.Descriptive;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Tables;

/// <summary>A two-way table of the levels that occur.</summary>
/// <param name="Cells">Rows by columns.</param>
internal sealed record ContingencyTable(double[,] Cells)
{
    public int Rows => Cells.GetLength(0);

    public int Columns => Cells.GetLength(1);

    public double N => Cells.Cast<double>().Sum();

    public double Row(int i) => Enumerable.Range(0, Columns).Sum(j => Cells[i, j]);

    public double Column(int j) => Enumerable.Range(0, Rows).Sum(i => Cells[i, j]);

    public double Expected(int i, int j) => Row(i) * Column(j) / N;

    /// <exception cref="FedOncoException">EmptyCohort where a variable has fewer than two levels in the cohort.</exception>
    public static ContingencyTable Of(GroupCounts counts)
    {
        var cells = Enumerable.Range(0, counts.Cells.Length).Where(g => counts.Cells[g] > 0).Select(g => (Levels: counts.Grouping.Levels(g), N: counts.Cells[g])).ToList();
        var used = Enumerable.Range(0, 2).Select(v => cells.Select(c => c.Levels[v]).Distinct().OrderBy(l => counts.Grouping.IndexOf(v, l)).ToList()).ToArray();
        if (used[0].Count < 2 || used[1].Count < 2)
            throw new FedOncoException(ErrorReason.EmptyCohort, $"{counts.Grouping.Names[used[0].Count < 2 ? 0 : 1]} has fewer than two levels in this cohort. Widen the subset.");
        var table = new double[used[0].Count, used[1].Count];
        foreach (var cell in cells) table[used[0].IndexOf(cell.Levels[0]), used[1].IndexOf(cell.Levels[1])] = cell.N;
        return new ContingencyTable(table);
    }
}
