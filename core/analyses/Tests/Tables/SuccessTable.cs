using FedOnco.Analyses.Descriptive;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Tables;

/// <summary>Successes and trials by group.</summary>
/// <param name="Groups">Levels of the group that occur; one empty name for ~ outcome.</param>
/// <param name="Success">The level counted.</param>
/// <param name="X">Successes.</param>
/// <param name="N">Trials.</param>
internal sealed record SuccessTable(IReadOnlyList<string> Groups, string Success, double[] X, double[] N)
{
    /// <exception cref="FedOncoException">UnknownLevel for a level that the outcome does not have; EmptyCohort without a row.</exception>
    public static SuccessTable Of(GroupCounts counts, Expression? success)
    {
        var cells = Enumerable.Range(0, counts.Cells.Length).Where(g => counts.Cells[g] > 0)
            .Select(g => (Levels: counts.Grouping.Levels(g), N: counts.Cells[g])).ToList();
        if (cells.Count == 0) throw new FedOncoException(ErrorReason.EmptyCohort, "No row has a value for every variable of the call.");
        var outcome = counts.Grouping.Names.Count - 1;
        // Cells are in the order of the levels, the first variable slowest.
        var levels = Enumerable.Range(0, counts.Cells.Length).Select(g => counts.Grouping.Levels(g)[outcome]).Distinct().ToList();
        var used = levels.Where(l => cells.Exists(c => c.Levels[outcome] == l)).ToList();
        var wanted = success is null ? used[0] : NameOf(success);
        if (!levels.Contains(wanted)) throw new FedOncoException(ErrorReason.UnknownLevel, $"{counts.Grouping.Names[outcome]} has no level {wanted}. It has: {string.Join(", ", levels)}.", success);
        var groups = outcome == 0 ? [""] : cells.Select(c => c.Levels[0] ?? "").Distinct().ToList();
        double[] x = new double[groups.Count], n = new double[groups.Count];
        foreach (var cell in cells)
        {
            var g = outcome == 0 ? 0 : groups.IndexOf(cell.Levels[0] ?? "");
            n[g] += cell.N;
            if (cell.Levels[outcome] == wanted) x[g] += cell.N;
        }

        return new SuccessTable(groups, wanted!, x, n); // wanted is a level: not null
    }

    private static string NameOf(Expression success) => success.KindCase switch
    {
        Expression.KindOneofCase.Text => success.Text,
        Expression.KindOneofCase.Number => NumberText.Of(success.Number),
        Expression.KindOneofCase.Logical => success.Logical ? "TRUE" : "FALSE",
        _ => success.ToText(),
    };
}
