using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Concordances;
using FedOnco.Analyses.Survival.Cox;
using FedOnco.Analyses.Survival.Response;

namespace FedOnco.Analyses.Survival.SurvivalMetrics;

/// <summary>What stays the same over the sums of a validation; all of it follows from the call and earlier totals.</summary>
/// <param name="Model">The score as the one column of a Cox model.</param>
/// <param name="Times">Event times.</param>
/// <param name="Curve">The pooled censoring curve.</param>
/// <param name="Survival">The pooled survival curve at each horizon, and the standard error of its logarithm.</param>
/// <param name="Horizons">Those that can be answered.</param>
/// <param name="Bins">Bins of the score.</param>
internal sealed record Validation(CoxModel Model, EventTimes Times, CensoringCurve Curve, IReadOnlyList<(double Estimate, double Error)> Survival, IReadOnlyList<Horizon> Horizons, ScoreBins Bins)
{
    /// <summary>The score in units of its scaled column.</summary>
    public static readonly double[] Unit = [1];

    public double Patients => Model.Frame.Complete;

    /// <summary>Whether risks can be predicted: a baseline is given.</summary>
    public bool HasRisk => Horizons.Count > 0 && !double.IsNaN(Horizons[0].Hazard);

    /// <summary>Largest weight 1 / G.</summary>
    public double Heaviest
    {
        get
        {
            var most = 1.0;
            foreach (var horizon in Horizons) most = Math.Max(most, 1 / Curve.At(horizon.Point));
            return most;
        }
    }

    /// <summary>1 / G(t-) of an event at a point.</summary>
    public double WeightOfCase(int point) => 1 / Curve.Before(point);

    /// <summary>1 / G(t) of those who are followed beyond the horizon.</summary>
    public double WeightOfControl(Horizon horizon) => 1 / Curve.At(horizon.Point);

    public void Write(CanonicalWriter writer)
    {
        writer.Numbers(Model.Means);
        writer.Integers(Times.Slots);
        writer.Numbers(Curve.Risk);
        writer.Numbers(Curve.Censored);
        writer.Numbers(Bins.Ends);
        foreach (var horizon in Horizons)
        {
            writer.Integer(horizon.Point);
            writer.Number(horizon.Hazard);
        }
    }
}
