using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>The middle of the robust variance: the sum over clusters of the square of their score residuals.</summary>
public sealed record RobustStep : Step
{
    /// <param name="model">The fit.</param>
    /// <param name="coefficients">Where.</param>
    /// <param name="times">Event times of a common baseline; null where every centre takes its own.</param>
    /// <param name="terms">From the pooled risk sets; null where every centre takes its own.</param>
    /// <param name="bound">Largest magnitude of a score residual.</param>
    private RobustStep(CoxModel model, double[] coefficients, EventTimes? times, ScoreTerms? terms, double bound)
    {
        Model = model;
        Coefficients = coefficients;
        Times = times;
        Terms = terms;
        var rows = model.Frame.Complete;
        Layout = new LayoutBuilder().Numbers("meat", Packed.Length(coefficients.Length), rows * bound * bound * (model.Question.Cluster is null ? 1 : rows)).Numbers("score", coefficients.Length, rows * bound).Build();
    }

    public CoxModel Model { get; }

    public double[] Coefficients { get; }

    public EventTimes? Times { get; }

    public ScoreTerms? Terms { get; }

    public override string Name => "cox-robust";

    public override TallyLayout Layout { get; }

    /// <exception cref="FedOncoException">OutOfBounds where the residuals could become too large to add.</exception>
    public static RobustStep Create(CoxModel model, double[] coefficients, EventTimes? times, ScoreTerms? terms)
    {
        // |x| <= 2; a row's cumulative hazard is at most its share exp(2 |eta|) of all events.
        var bound = 4 * model.WeightBound * (1 + (model.WeightBound * model.Frame.Complete * StableMath.Exp(2 * model.PredictorBound(coefficients))));
        bound = Math.Min(bound, 1e9);
        return new RobustStep(model, coefficients, times, terms, bound);
    }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(Model.Means);
        writer.Numbers(Coefficients);
        if (Terms is null) return;
        writer.Numbers(Terms.Hazard);
        writer.Numbers(Terms.Means);
        writer.Numbers(Terms.TiedHazard);
        writer.Numbers(Terms.TiedMeans);
        writer.Numbers(Terms.DeathMeans);
    }
}
