using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>The deviance of a binomial fit with its prior weights rounded to whole numbers: R's likelihood counts whole successes.</summary>
public sealed record GlmRoundedStep : Step
{
    /// <param name="fit">The solution.</param>
    public GlmRoundedStep(GlmStep fit)
    {
        Fit = fit;
        Layout = new LayoutBuilder().Numbers("deviance", 1, fit.Model.Frame.Complete * Math.Ceiling(fit.Model.WeightBound) * fit.MostDeviance).Build();
    }

    public GlmStep Fit { get; }

    public override string Name => "glm-rounded";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(Fit.Model.Means);
        writer.Numbers(Fit.Model.Design.Basis ?? []);
        writer.Numbers(Fit.Coefficients);
    }
}
