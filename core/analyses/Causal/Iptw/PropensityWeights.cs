using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression.Glm;
using FedOnco.Protos;

namespace FedOnco.Analyses.Causal.Iptw;

/// <summary>Weights as a function of a fitted propensity model; every party holds the model, a site alone its rows.</summary>
/// <remarks>With e the probability of treatment: ATE 1/e and 1/(1-e), ATT 1 and e/(1-e), ATC (1-e)/e and 1, ATO 1-e and e, treated
/// first. Source: Rosenbaum (1987); Hirano and Imbens (2001); Li, Morgan and Zaslavsky (2018) for ATO; Robins et al. (2000) for stabilised weights.</remarks>
internal sealed class PropensityWeights(IptwSpec spec, GlmModel model, double[] coefficients, double treatedShare, double largest)
{
    /// <summary>A weight above this ends the run: such a patient would be the answer alone.</summary>
    public const double Most = 1e6;

    public IptwSpec Spec => spec;

    public GlmModel Model => model;

    /// <summary>No weight of any site is larger: the bound of the sums that use them.</summary>
    public double Largest => largest;

    /// <summary>What the steps that rest on these weights are bound to.</summary>
    public void Write(CanonicalWriter writer)
    {
        writer.Numbers(model.Means);
        writer.Numbers(coefficients);
        writer.Number(treatedShare);
    }

    /// <summary>Weight and arm (1 treated) of every row of a run; NaN where the model has no value.</summary>
    public (double[] Weight, double[] Arm) Of(SiteRun run)
    {
        double[] eta = new double[run.Rows], arm = new double[run.Rows], weight = new double[run.Rows];
        var first = model.Frame.Intercept ? 1 : 0;
        if (first == 1) Array.Fill(eta, coefficients[0]);
        for (var j = 0; j < model.Frame.Columns.Count; j++) Add(model.Frame.Columns[j], model.Means[j], coefficients[j + first], run, eta);
        foreach (var offset in model.Frame.Variables.Terms.Offsets)
        {
            var values = offset.Evaluate(run).Span;
            for (var i = 0; i < eta.Length; i++) eta[i] += values[i];
        }

        var response = model.Question.Response.Columns[0].Evaluate(run).Span;
        var control = model.Question.Response.IsFactor ? model.Frame.UsedLevels(model.Question.Response)[0] : 0;
        for (var i = 0; i < eta.Length; i++)
        {
            arm[i] = double.IsNaN(response[i]) || double.IsNaN(eta[i]) ? double.NaN : response[i] == control ? 0 : 1;
            weight[i] = double.IsNaN(arm[i]) ? double.NaN : Limit(Weight(arm[i] == 1, StableMath.Exp(eta[i])));
        }

        return (weight, arm);
    }

    /// <summary>Weights of the rows that the model has a value for.</summary>
    public double[] Known(SiteRun run) => [.. Of(run).Weight.Where(w => !double.IsNaN(w))];

    /// <summary>From the odds e / (1 - e) of treatment.</summary>
    private double Weight(bool treated, double odds) => spec.Estimand switch
    {
        Estimand.Att => treated ? 1 : odds,
        Estimand.Atc => treated ? 1 / odds : 1,
        Estimand.Ato => treated ? 1 / (1 + odds) : odds / (1 + odds),
        _ => (treated ? 1 + (1 / odds) : 1 + odds) * (spec.Stabilize ? treated ? treatedShare : 1 - treatedShare : 1),
    };

    private double Limit(double weight)
    {
        if (spec.HasTruncate) return Math.Min(weight, spec.Truncate);
        return weight <= Most ? weight : throw new FedOncoException(ErrorReason.OutOfBounds, $"A weight is above {Most:0}: some patients could not have had the other treatment. Write truncate =, use estimand = \"ATO\", or leave out what decides the treatment.");
    }

    private static void Add(DesignColumn column, double mean, double coefficient, SiteRun run, double[] eta)
    {
        var product = new double[eta.Length];
        Array.Fill(product, 1);
        foreach (var part in column.Parts)
        {
            var values = part.Column.Evaluate(run).Span;
            for (var i = 0; i < product.Length; i++) product[i] *= part.Level < 0 || double.IsNaN(values[i]) ? values[i] : values[i] == part.Level ? 1 : 0;
        }

        for (var i = 0; i < product.Length; i++) eta[i] += (((product[i] - column.Centre) / column.HalfRange) - mean) * coefficient;
    }
}
