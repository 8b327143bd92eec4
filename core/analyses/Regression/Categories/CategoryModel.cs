using FedOnco.Analyses.Frames;

namespace FedOnco.Analyses.Regression.Categories;

/// <summary>What stays the same over the steps of a model of categories.</summary>
/// <param name="Frame">The frame.</param>
/// <param name="Question">Response and weights.</param>
/// <param name="Means">Of the scaled columns.</param>
public sealed record CategoryModel(ModelFrame Frame, ModelQuestion Question, double[] Means)
{
    public CentredDesign Design { get; } = new(Frame, Means);

    /// <summary>Categories that occur.</summary>
    public int Categories => Frame.UsedLevels(Question.Response).Count;

    /// <summary>Names of the categories in order.</summary>
    public IReadOnlyList<string> Names => [.. Frame.UsedLevels(Question.Response).Select(l => Question.Response.Levels[l])];

    /// <summary>Bound of the sum of weights at a site.</summary>
    public double Rows => Frame.Complete * (Question.Weights?.Type.Maximum ?? 1);

    /// <summary>Position of each complete case's category among those that occur.</summary>
    internal int[] CategoriesOf(SiteFrame site)
    {
        var used = Frame.UsedLevels(Question.Response);
        var position = new int[Question.Response.Levels.Count];
        for (var u = 0; u < used.Count; u++) position[used[u]] = u;
        return Array.ConvertAll(site.Values(Question.Response.Columns[0]), level => position[(int)level]);
    }
}
