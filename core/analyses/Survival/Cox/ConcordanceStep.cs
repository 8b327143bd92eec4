using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>Pairs of patients inside each centre's strata, and squares of every patient's part in them.</summary>
public sealed record ConcordanceStep : Step
{
    /// <summary>Where fewer than one in a thousand are uncensored pairs are not weighted any more.</summary>
    private const double MostWeight = 1e6;

    /// <param name="model">The model.</param>
    /// <param name="coefficients">Of its score.</param>
    /// <param name="uno">Uno's weights, from each centre's own censoring.</param>
    public ConcordanceStep(CoxModel model, double[] coefficients, bool uno = false)
    {
        IsUno = uno;
        Model = model;
        Coefficients = coefficients;
        // A weight by time is at most n squared, G being at least 1 / n where somebody is at risk.
        WeightLimit = uno ? Math.Min(MostWeight, model.Frame.Complete * model.Frame.Complete) : 1;
        double n = model.Frame.Complete, w = model.WeightBound * model.WeightBound * WeightLimit;
        // In a cluster all pairs may come together.
        var together = model.Question.Cluster is null ? 1 : n;
        var layout = new LayoutBuilder();
        if (model.Question.Weights is null && !uno) layout.Counts("concordant", 1, n * n).Counts("discordant", 1, n * n).Counts("tied", 1, n * n);
        else layout.Numbers("concordant", 1, n * n * w).Numbers("discordant", 1, n * n * w).Numbers("tied", 1, n * n * w);
        Layout = layout.Numbers("squares", 3, 4 * n * n * n * w * w * together).Build();
    }

    public CoxModel Model { get; }

    public bool IsUno { get; }

    /// <summary>Largest weight by time.</summary>
    public double WeightLimit { get; }

    public double[] Coefficients { get; }

    public override string Name => "cox-concordance";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(Model.Means);
        writer.Numbers(Coefficients);
        if (IsUno) writer.Text("n/G2");
    }
}
