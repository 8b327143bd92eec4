using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Survfit;

/// <summary>How a curve is computed from its counts.</summary>
/// <param name="IsGrouped">Points are ends of months: those who are censored or enter in one count half in it.</param>
/// <param name="FromHazard">S is exp(-H) (R's stype = 2), else the product of (1 - d/n).</param>
/// <param name="SplitTies">Tied deaths leave one after the other in H (R's ctype = 2).</param>
/// <param name="First">First point of the grid that counts (R's start.time).</param>
internal sealed record CurveForm(bool IsGrouped = false, bool FromHazard = false, bool SplitTies = false, int First = 0)
{
    /// <summary>What a call asks for.</summary>
    public static CurveForm Of(SurvfitSpec spec, TimeGrid grid) =>
        new(grid.IsGrouped, spec.Stype == 2, spec.Ctype == 2, spec.HasStartTime ? FirstPoint(grid, spec.StartTime) : 0);

    /// <summary>The first point that is not before the start; on the month grid the month after it.</summary>
    private static int FirstPoint(TimeGrid grid, double start)
    {
        var before = grid.Before(start);
        return !grid.IsGrouped && before >= 0 && Math.Abs(grid.Value(before) - start) <= 1e-9 * Math.Abs(start) ? before : before + 1;
    }
}
