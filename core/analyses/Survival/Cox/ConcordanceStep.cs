using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>Pairs of patients inside each centre's strata, and squares of every patient's part in them.</summary>
public sealed record ConcordanceStep : Step
{
    public ConcordanceStep(CoxModel model, double[] coefficients)
    {
        Model = model;
        Coefficients = coefficients;
        double n = model.Frame.Complete, w = model.WeightBound * model.WeightBound;
        // In a cluster all pairs may come together.
        var together = model.Question.Cluster is null ? 1 : n;
        var layout = new LayoutBuilder();
        if (model.Question.Weights is null) layout.Counts("concordant", 1, n * n).Counts("discordant", 1, n * n).Counts("tied", 1, n * n);
        else layout.Numbers("concordant", 1, n * n * w).Numbers("discordant", 1, n * n * w).Numbers("tied", 1, n * n * w);
        Layout = layout.Numbers("squares", 3, 4 * n * n * n * w * w * together).Build();
    }

    public CoxModel Model { get; }

    public double[] Coefficients { get; }

    public override string Name => "cox-concordance";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(Model.Means);
        writer.Numbers(Coefficients);
    }
}
