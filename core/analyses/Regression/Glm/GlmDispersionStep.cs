using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>Pearson's statistic as R has it: squared working residuals of the solution under the weights of the step before it.</summary>
/// <remarks>The two are the same at the maximum; R's fits stop a little before it.</remarks>
public sealed record GlmDispersionStep : Step
{
    private const double Room = 1L << 62;

    /// <param name="fit">The solution.</param>
    /// <param name="before">The coefficients that its weights are from.</param>
    public GlmDispersionStep(GlmStep fit, double[] before)
    {
        Fit = fit;
        Before = before;
        Layout = new LayoutBuilder().Numbers("pearson", 1, Room).Counts("beyond", 1, 1).Build();
    }

    public GlmStep Fit { get; }

    public double[] Before { get; }

    public override string Name => "glm-dispersion";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(Fit.Model.Means);
        writer.Numbers(Fit.Model.Design.Basis ?? []);
        writer.Numbers(Fit.Coefficients);
        writer.Numbers(Before);
        Fit.Model.Units.Write(writer);
    }

    /// <summary>The site's tally of a sum; only that it is too large, where it is.</summary>
    internal Tally TallyOf(double pearson)
    {
        var tally = new Tally(Layout);
        if (pearson <= Room) tally.Block("pearson")[0] = pearson;
        else tally.Block("beyond")[0] = 1;
        return tally;
    }
}
