using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>Second sum of a Newton step with a common baseline: with the hazard of every event time known, each site adds its
/// score and its weighted products of covariates; nothing by time.</summary>
public sealed record InformationStep : Step
{
    public InformationStep(RiskSetStep risk, double[] hazard, double[] tied, double[]? eventWeights = null)
    {
        EventWeights = eventWeights;
        Risk = risk;
        Hazard = hazard;
        Tied = tied;
        var p = risk.Coefficients.Length;
        var rows = risk.Model.Frame.Complete;
        // Weights are fitted numbers of events: a patient's can exceed 1, but not exp(2 |eta|) times all events.
        var heaviest = risk.Model.WeightBound;
        foreach (var w in eventWeights ?? []) heaviest = Math.Max(heaviest, risk.Model.WeightBound * Math.Abs(w));
        var weight = heaviest * Math.Min(1e18, rows * StableMath.Exp(2 * risk.Model.PredictorBound(risk.Coefficients)));
        Layout = new LayoutBuilder()
            .Numbers("score", p, 2 * rows * (heaviest + weight))
            .Numbers("products", Packed.Length(p), 4 * rows * weight)
            .Build();
    }

    public RiskSetStep Risk { get; }

    /// <summary>Cumulative hazard increments by event time, cumulated over each stratum.</summary>
    public double[] Hazard { get; }

    /// <summary>What an event at this time takes off its own cumulative hazard (Efron's ties).</summary>
    public double[] Tied { get; }

    /// <summary>What an event at each time counts in the score, where hazards are weighted by time too; null for 1.</summary>
    public double[]? EventWeights { get; }

    public override string Name => "cox-information";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(Risk.Model.Means);
        writer.Numbers(Risk.Coefficients);
        writer.Numbers(Hazard);
        writer.Numbers(Tied);
        if (EventWeights is not null) writer.Numbers(EventWeights);
    }
}
