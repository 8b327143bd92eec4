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
        var n = model.Frame.Complete;
        Layout = new LayoutBuilder()
            .Counts("concordant", 1, n * n)
            .Counts("discordant", 1, n * n)
            .Counts("tied", 1, n * n)
            .Numbers("squares", 3, 4 * n * n * n)
            .Build();
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
