using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reporting;
using FedOnco.Analyses.Survival.Cox;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.CoxZph;

/// <summary>Log hazard ratios by part of the time axis: one Newton step from the constant fit, b + I_k^-1 U_k.</summary>
/// <remarks>In place of smoothed Schoenfeld residuals, which are one value an event. Source: Grambsch and Therneau (1994), whose smoother is
/// such a step.</remarks>
internal static class TimeEffects
{
    /// <param name="model">The fit.</param>
    /// <param name="coefficients">On the scaled columns.</param>
    /// <param name="grid">Points of time.</param>
    /// <param name="bins">Parts.</param>
    /// <param name="parts">Score and information of each part.</param>
    public static Table Of(CoxModel model, double[] coefficients, TimeGrid grid, TimeBins bins, IReadOnlyList<(double[] Score, double[] Information)> parts)
    {
        var rows = new List<(string Term, int Bin, double Estimate, double Error, double Constant)>();
        var z = Tails.NormalQuantile(0.025);
        for (var j = 0; j < model.Size; j++)
        {
            var half = model.Frame.Columns[j].HalfRange;
            for (var b = 0; b < bins.Count; b++)
            {
                var solver = SymmetricSolver.Factor(parts[b].Information, model.Size, tolerance: 1e-10);
                var known = solver.Used.Contains(j);
                var step = solver.Solve(parts[b].Score)[j];
                var error = known ? Math.Sqrt(solver.Inverse()[(j * model.Size) + j]) : double.NaN;
                rows.Add((model.Frame.Columns[j].Name, b, known ? (coefficients[j] + step) / half : double.NaN, error / half, coefficients[j] / half));
            }
        }

        double From(int bin) => bin == 0 ? 0 : grid.Value(bins.First[bin] - 1);
        double To(int bin) => grid.Value(bin + 1 < bins.Count ? bins.First[bin + 1] - 1 : bins.Last);
        return new TableBuilder("beta")
            .Texts("term", rows.Select(r => r.Term)).Numbers("from", rows.Select(r => From(r.Bin))).Numbers("to", rows.Select(r => To(r.Bin)))
            .Numbers("n.event", rows.Select(r => bins.Events[r.Bin])).Numbers("estimate", rows.Select(r => r.Estimate)).Numbers("std.error", rows.Select(r => r.Error))
            .Numbers("conf.low", rows.Select(r => r.Estimate - (z * r.Error))).Numbers("conf.high", rows.Select(r => r.Estimate + (z * r.Error))).Numbers("constant", rows.Select(r => r.Constant))
            .Build();
    }
}
