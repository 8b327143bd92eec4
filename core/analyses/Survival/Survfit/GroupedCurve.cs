using FedOnco.Analyses.Survival.Response;

namespace FedOnco.Analyses.Survival.Survfit;

/// <summary>A curve by month as far as enough patients are at risk.</summary>
/// <param name="Label">R's label of the group, or null.</param>
/// <param name="Curve">By month.</param>
/// <param name="First">First month that is shown: with delayed entry the first with enough patients.</param>
/// <param name="Shown">Months shown from there; the tail is cut.</param>
internal sealed record GroupedCurve(string? Label, KaplanMeier Curve, int First, int Shown)
{
    /// <summary>Position in the curve of a month, -1 where it is not shown.</summary>
    public int Position(int month)
    {
        var position = Shown == 0 ? -1 : month - First;
        return position >= 0 && position < Shown ? position : -1;
    }

    /// <summary>How far the curve of exact times can lie from this one.</summary>
    public double Effect
    {
        get
        {
            var most = 0.0;
            for (var i = 0; i < Shown; i++) most = Math.Max(most, Math.Max(Curve.Survival[i] - Curve.Low[i], Curve.High[i] - Curve.Survival[i]));
            return most;
        }
    }

    public static GroupedCurve Of(SurvfitTotals totals, int group, CurveForm form, double least)
    {
        var curve = totals.Curve(group, Begin(totals, group, form, least));
        var shown = 0;
        while (shown < curve.Rows.Length && curve.Rows[shown] >= least) shown++;
        return new GroupedCurve(totals.Labels?[group], curve, curve.Times.Length > 0 ? curve.Times[0] : 0, shown);
    }

    /// <summary>With delayed entry a curve begins in the first month that has enough patients at risk.</summary>
    public static CurveForm Begin(SurvfitTotals totals, int group, CurveForm form, double least)
    {
        if (totals.Entries.Length == 0) return form;
        var curve = totals.Curve(group, form);
        var begin = 0;
        while (begin < curve.Rows.Length && curve.Rows[begin] < least) begin++;
        return begin > 0 && begin < curve.Rows.Length ? form with { First = curve.Times[begin] } : form;
    }

    /// <summary>Patients at risk just after a point and whether they may be shown.</summary>
    public double RiskAfter(int month, double least)
    {
        if (month < First) return month + 1 >= First && Shown > 0 ? Curve.Risk[0] : double.NaN;
        var position = Position(month);
        return position >= 0 && position + 1 < Curve.Rows.Length && Curve.Rows[position + 1] >= least ? Curve.Risk[position + 1] : position >= 0 && least == 0 ? Curve.RiskAfter[position] : double.NaN;
    }

    /// <summary>Month at whose end a limit or the curve is at or below 1 - p; -1 where that is not shown.</summary>
    public int Crossing(double[] values, double p)
    {
        for (var i = 0; i < Shown; i++)
        {
            if (values[i] <= 1 - p + 1e-12) return Curve.Times[i];
        }

        return -1;
    }

    /// <summary>Time of a month's end, NaN for none.</summary>
    public static double TimeOf(TimeGrid grid, int month) => month < 0 ? double.NaN : grid.Value(month);
}
