using FedOnco.Analyses.Disclosure.Suppression;
using FedOnco.Protos;

namespace FedOnco.Analyses.Reporting;

/// <summary>Marks what disclosure control took out of a result: rows stay, their values are missing, and it says so.</summary>
public static class Suppressions
{
    /// <summary>Adds the column <c>suppressed</c> where a row is hidden.</summary>
    public static TableBuilder Suppressed(this TableBuilder table, IReadOnlyList<CellState> states) =>
        states.Any(IsHidden) ? table.Texts("suppressed", states.Select(NameOf)) : table;

    /// <summary>Lists the hidden rows of the tidy table at the top level of the result, one entry a rule.</summary>
    public static Result Suppress(this Result result, IReadOnlyList<CellState> states, params string[] columns)
    {
        foreach (var group in states.Where(IsHidden).GroupBy(s => s).OrderBy(g => g.Key))
            result.Suppressed.Add(new Suppression { Rule = NameOf(group.Key), Table = "tidy", Columns = { columns }, Rows = (uint)group.Count() });
        return result;
    }

    private static bool IsHidden(CellState state) => state is CellState.Primary or CellState.Secondary;

    private static string? NameOf(CellState state) => state switch
    {
        CellState.Primary => "primary",
        CellState.Secondary => "secondary",
        _ => null,
    };
}
