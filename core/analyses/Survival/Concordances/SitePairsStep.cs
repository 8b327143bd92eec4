using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Cox;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Concordances;

/// <summary>Pairs inside each centre's strata, tied ones by kind, and the squares that the variance needs.</summary>
public sealed record SitePairsStep : Step
{
    private readonly ConcordanceStep _pairs;

    public SitePairsStep(CoxModel model, double[] coefficients, bool uno = false)
    {
        _pairs = new ConcordanceStep(model, coefficients, uno);
        double n = model.Frame.Complete, w = model.WeightBound * Math.Sqrt(_pairs.WeightLimit);
        Layout = _pairs.Layout.Clone();
        Layout.Blocks.AddRange(new LayoutBuilder().Numbers("tied time", 1, n * n * w * w).Numbers("tied both", 1, n * n * w * w).Build().Blocks);
    }

    public override string Name => "site-pairs";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(_pairs.Model.Means);
        writer.Numbers(_pairs.Coefficients);
        if (_pairs.IsUno) writer.Text("n/G2");
    }

    /// <summary>The site's part.</summary>
    public Tally Sum(SiteRun run)
    {
        var model = _pairs.Model;
        var tally = new Tally(Layout);
        var pairs = Concordance.Sum(_pairs, run);
        foreach (var block in _pairs.Layout.Blocks) pairs.Block(block.Name).CopyTo(tally.Block(block.Name));
        var data = CoxSiteData.Of(model.Question, model.Frame, run);
        var strata = model.Strata.Assign(Frames.SiteFrame.Of(model.Frame.Variables, run));
        var score = data.Predictor(model.Means, _pairs.Coefficients);
        var weights = _pairs.IsUno ? Enumerable.Range(0, data.Rows).GroupBy(i => strata[i]).ToDictionary(g => g.Key, g => UnoWeights.OfStratum(data, [.. g], _pairs.WeightLimit)) : null;
        foreach (var together in Enumerable.Range(0, data.Rows).Where(i => data.Event[i]).GroupBy(i => (strata[i], data.Stop[i])))
        {
            var count = weights?[strata[together.First()]](together.Key.Item2) ?? 1;
            var both = together.GroupBy(i => Math.Round(score[i], 10)).Sum(g => Among(data, g));
            tally.Block("tied both")[0] += count * both;
            tally.Block("tied time")[0] += count * (Among(data, together) - both);
        }

        return tally;
    }

    private static double Among(CoxSiteData data, IEnumerable<int> rows)
    {
        double sum = 0, squares = 0;
        foreach (var i in rows)
        {
            sum += data.Weight(i);
            squares += data.Weight(i) * data.Weight(i);
        }

        return ((sum * sum) - squares) / 2;
    }
}
