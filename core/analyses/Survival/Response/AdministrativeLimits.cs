using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Response;

/// <summary>
/// surv(time, event, cutoff =, landmark =, horizon =): follow-up ends at the cutoff; a landmark keeps those who are followed beyond
/// it and counts time from there; a horizon ends follow-up so long after the landmark. On a grid the points before are taken.
/// </summary>
internal static class AdministrativeLimits
{
    private static readonly string[] Names = ["cutoff", "landmark", "horizon"];

    public static SurvivalResponse? Apply(Application call, SurvivalResponse response, TimeGrid grid, List<SpecificationFault> faults)
    {
        var before = faults.Count;
        foreach (var argument in call.Arguments.Where(a => a.Name.Length > 0 && !Names.Contains(a.Name)))
            faults.Add(new SpecificationFault(ErrorReason.UnknownArgument, $"surv() has no argument {argument.Name}. It has: cutoff, landmark, horizon.", argument.Value));
        var cutoff = Limit(call, "cutoff", grid, faults) ?? double.PositiveInfinity;
        var landmark = Limit(call, "landmark", grid, faults);
        if (Limit(call, "horizon", grid, faults) is { } horizon) cutoff = Math.Min(cutoff, OnGrid(horizon + (landmark ?? 0), grid));
        if (faults.Count > before) return null;
        CompiledExpression stop = response.Stop, status = response.Event;
        if (!double.IsPositiveInfinity(cutoff))
        {
            status = status with { Evaluate = Elementwise.Map(status, stop, (e, t) => double.IsNaN(e) || double.IsNaN(t) ? double.NaN : Within(t, cutoff) ? e : 0) };
            stop = stop with { Evaluate = Elementwise.Map(response.Stop, t => Within(t, cutoff) || double.IsNaN(t) ? t : cutoff) };
        }

        if (landmark is not { } from) return response with { Stop = stop, Event = status };
        stop = stop with { Evaluate = Elementwise.Map(stop, t => Within(t, from) ? double.NaN : t) };
        return response with { Stop = stop, Event = status, Lattice = response.Lattice.From(response.Lattice.Before(from)), Landmark = from };
    }

    private static bool Within(double time, double limit) => time <= limit * (1 + 1e-12);

    private static double? Limit(Application call, string name, TimeGrid grid, List<SpecificationFault> faults)
    {
        if (Arguments.Named(call, name) is not { } given) return null;
        if (Arguments.Number(given) is { } number && number > 0 && double.IsFinite(number) && grid.Before(number) >= 0) return OnGrid(number, grid);
        faults.Add(new SpecificationFault(ErrorReason.WrongArgument, $"{name} = is a time above 0, in the unit of the times.", given));
        return null;
    }

    /// <summary>On a grid its last point at or before; on the lattice the time itself.</summary>
    private static double OnGrid(double time, TimeGrid grid) => grid.IsGrouped ? grid.Value(grid.Before(time)) : time;
}
