using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>The weighted least squares that iteratively reweighted least squares starts from: means taken from the outcomes themselves.</summary>
/// <remarks>Source: McCullagh and Nelder (1989), section 2.5; start values as in R: (w y + 0.5) / (w + 1), or y + 0.1 for counts.</remarks>
public sealed record GlmStartStep : Step
{
    // A row whose start mean is a millionth of the pooled one (or a million times, by link) still fits.
    private const double MostWeight = 1L << 44;

    // |log y| of any positive double.
    private const double MostLog = 750;

    public GlmStartStep(GlmModel model)
    {
        Model = model;
        var size = model.Design.Size;
        var (weight, response) = model.Family.StartBounds(model.ResponseBound, model.WeightBound);
        if (model.IsUnbounded) (weight, response) = (model.WeightBound * MostWeight, MostLog);
        var rows = model.Frame.Complete * weight;
        var reach = model.Design.Reach;
        Layout = new LayoutBuilder()
            .Numbers("products", Packed.Length(size), reach * reach * rows)
            .Numbers("response", size, reach * rows * (response + (model.OffsetBound * model.Units.Score / model.Units.Weight)))
            .Build();
    }

    public GlmModel Model { get; }

    public override string Name => "glm-start";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(Model.Means);
        writer.Numbers(Model.Design.Basis ?? []);
        Model.Units.Write(writer);
    }
}
