namespace FedOnco.Analyses.Survival.SurvivalMetrics;

/// <summary>A time up to which the score predicts.</summary>
/// <param name="Time">As asked for.</param>
/// <param name="Point">Last point of the time grid at or before it.</param>
/// <param name="Hazard">Published cumulative baseline hazard, -log S0; NaN where none is given.</param>
internal sealed record Horizon(double Time, int Point, double Hazard)
{
    /// <summary>Predicted risk of a score.</summary>
    public double RiskOf(double score) => 1 - Numerics.StableMath.Exp(-Hazard * Numerics.StableMath.Exp(score));
}
