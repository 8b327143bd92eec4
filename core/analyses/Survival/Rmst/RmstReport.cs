using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Analyses.Survival.Survfit;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Rmst;

/// <summary>A row a curve; differences and ratios against the first in a table beside.</summary>
/// <remarks>Source: Uno et al. (2014).</remarks>
public sealed class RmstReport : IReport<SurvfitTotals>
{
    public Result Report(StudyContext context, SurvfitTotals totals)
    {
        var spec = context.Question.Analysis.Rmst;
        var z = Tails.NormalQuantile((1 - (spec.HasConfLevel ? spec.ConfLevel : 0.95)) / 2);
        var lattice = totals.Question.Response.Lattice;
        var rows = new List<(string? Label, double Estimate, double Error)>();
        double n = 0, effect = 0, least = context.IsGuarded ? Math.Max(11, context.Terms.MinimumPatients) : 0;
        for (var g = 0; g < (totals.Labels?.Count ?? 1); g++)
        {
            var curve = totals.Curve(g);
            if (curve.Patients == 0) continue;
            n += curve.Patients;
            if (lattice.IsGrouped && least > 0 && spec.Tau > Reached(totals, g, least))
            {
                rows.Add((totals.Labels?[g], double.NaN, double.NaN));
                continue;
            }

            var (estimate, error, off) = lattice.IsGrouped ? RestrictedMean.OfMonths(curve, lattice.Value, spec.Tau) : RestrictedMean.Of(curve, lattice.Value, spec.Tau);
            effect = Math.Max(effect, off);
            rows.Add((totals.Labels?[g], estimate, error));
        }

        var table = new TableBuilder()
            .Texts("strata", rows.Select(r => r.Label)).Numbers("tau", rows.Select(_ => spec.Tau))
            .Numbers("estimate", rows.Select(r => r.Estimate)).Numbers("std.error", rows.Select(r => r.Error))
            .Numbers("conf.low", rows.Select(r => r.Estimate - (z * r.Error))).Numbers("conf.high", rows.Select(r => r.Estimate + (z * r.Error)));
        var cut = rows.Count(r => double.IsNaN(r.Estimate));
        if (cut > 0) table.Texts("suppressed", rows.Select(r => double.IsNaN(r.Estimate) ? "tail" : null));
        var result = new Result { Tidy = table.Build() }.With("n", n);
        if (cut > 0)
        {
            result.Suppressed.Add(new Suppression { Rule = "tail", Table = "tidy", Columns = { "estimate", "std.error", "conf.low", "conf.high" }, Rows = (uint)cut });
            result.Notes.Add("tau is not reached: beyond the last month with at least 11 patients at risk a curve is cut, so that its area is not known; choose a smaller tau");
        }

        if (lattice.IsGrouped)
        {
            result.With("grid.effect", effect);
            result.Notes.Add($"{lattice.Note}; the area is under straight lines between the months' ends: no further than {NumberText.Significant(effect, 2)} from that of exact times (grid.effect)");
        }

        return rows.Count > 1 ? result.With("contrasts", Contrasts(rows, spec.Tau, z)) : result;
    }

    /// <summary>End of the last month with enough patients at risk; 0 where a curve does not begin at time zero.</summary>
    private static double Reached(SurvfitTotals totals, int group, double least)
    {
        var curve = GroupedCurve.Of(totals, group, new CurveForm(IsGrouped: true), least);
        return curve.Shown == 0 || curve.First > 1 ? 0 : totals.Question.Response.Lattice.Value(curve.First + curve.Shown - 1);
    }

    private static Protos.Table Contrasts(List<(string? Label, double Estimate, double Error)> rows, double tau, double z)
    {
        var first = rows[0];
        var found = new List<(string Name, string Measure, double Estimate, double Error, double Low, double High, double P)>();
        foreach (var row in rows.Skip(1))
        {
            var name = $"{row.Label} against {first.Label}";
            double d = row.Estimate - first.Estimate, e = Math.Sqrt((row.Error * row.Error) + (first.Error * first.Error));
            found.Add((name, "difference", d, e, d - (z * e), d + (z * e), Tails.NormalTwoSided(d / e)));
            var log = StableMath.Log(row.Estimate / first.Estimate);
            double a = row.Error / row.Estimate, b = first.Error / first.Estimate, s = Math.Sqrt((a * a) + (b * b));
            found.Add((name, "ratio", StableMath.Exp(log), s, StableMath.Exp(log - (z * s)), StableMath.Exp(log + (z * s)), Tails.NormalTwoSided(log / s)));
        }

        return new TableBuilder("contrasts")
            .Texts("contrast", found.Select(f => f.Name)).Texts("measure", found.Select(f => f.Measure)).Numbers("tau", found.Select(_ => tau))
            .Numbers("estimate", found.Select(f => f.Estimate)).Numbers("std.error", found.Select(f => f.Error))
            .Numbers("conf.low", found.Select(f => f.Low)).Numbers("conf.high", found.Select(f => f.High)).Numbers("p.value", found.Select(f => f.P))
            .Build();
    }
}
