using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Categories;

/// <summary>Sum of weights in each category.</summary>
public sealed record CategoryCountsStep : Step
{
    public CategoryCountsStep(CategoryModel model)
    {
        Model = model;
        Layout = new LayoutBuilder().Numbers("weights", model.Categories, model.Rows).Build();
    }

    public CategoryModel Model { get; }

    public override string Name => "category-counts";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer) => writer.Integer(Model.Categories);

    /// <summary>The site's part.</summary>
    public Tally Sum(SiteRun run)
    {
        var site = SiteFrame.Of(Model.Frame.Variables, run);
        var weights = Model.Question.Weights is { } w ? site.Values(w) : null;
        var tally = new Tally(Layout);
        var categories = Model.CategoriesOf(site);
        for (var i = 0; i < categories.Length; i++) tally.Block("weights")[categories[i]] += weights?[i] ?? 1;
        return tally;
    }
}
