using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Cox;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Concordances;

/// <summary>The sum of squared influences on C times the number of pairs; rows of a cluster go together.</summary>
public sealed record InfluenceStep : Step
{
    private readonly ScoreTableStep _scores;
    private readonly ScoreTable _table;

    /// <param name="scores">The table that was summed.</param>
    /// <param name="table">What follows from it.</param>
    /// <param name="heaviest">Largest weight by time.</param>
    internal InfluenceStep(ScoreTableStep scores, ScoreTable table, double heaviest = 1)
    {
        _scores = scores;
        _table = table;
        double n = scores.Model.Frame.Complete, w = scores.Model.WeightBound, most = 4 * n * w * w * heaviest;
        Layout = new LayoutBuilder().Numbers("squares", 1, n * most * most * (scores.Model.Question.Cluster is null ? 1 : n)).Build();
    }

    public override string Name => "concordance-influence";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(_table.AsEvent);
        writer.Numbers(_table.AsOther);
    }

    /// <summary>The site's part.</summary>
    public Tally Sum(SiteRun run)
    {
        var model = _scores.Model;
        var data = CoxSiteData.Of(model.Question, model.Frame, run);
        var spans = RiskSpans.Of(model, _scores.Times, data, run);
        var score = data.Predictor(model.Means, _scores.Coefficients);
        var clusters = RobustSite.Clusters(model, data, run);
        var c = (_table.Concordant + (_table.TiedScore / 2)) / _table.Pairs;
        var sums = new double[clusters.Length == 0 ? 0 : clusters.Max() + 1];
        for (var i = 0; i < data.Rows; i++)
        {
            int last = spans.Last[i] - 1, first = spans.First[i] - 1, start = spans.StratumStart[i], bin = _scores.Bins.BinOf(score[i]);
            if (last <= first) continue;
            // Those who die are compared with deaths before their own time.
            var until = data.Event[i] ? last - 1 : last;
            double good = Part(_table.AsOther, until, start, bin) - Part(_table.AsOther, first, start, bin), all = Deaths(until, start) - Deaths(first, start);
            if (until < first) good = all = 0;
            if (data.Event[i])
            {
                good += _table.AsEvent[(last * _scores.Bins.Count) + bin];
                all += _table.OthersAt[last];
            }

            sums[clusters[i]] += data.Weight(i) * (good - (c * all));
        }

        var tally = new Tally(Layout);
        foreach (var sum in sums) tally.Block("squares")[0] += sum * sum;
        return tally;
    }

    private double Part(double[] cumulated, int time, int start, int bin) => time < start ? 0 : cumulated[(time * _scores.Bins.Count) + bin];

    private double Deaths(int time, int start) => time < start ? 0 : _table.DeathsUpTo[time];
}
