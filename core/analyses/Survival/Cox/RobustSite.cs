using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>Score residuals of a centre's rows, added by cluster and squared.</summary>
internal static class RobustSite
{
    public static Tally Sum(RobustStep step, SiteRun run)
    {
        var model = step.Model;
        var data = CoxSiteData.Of(model.Question, model.Frame, run);
        var times = step.Times ?? OwnTimes(model, data, run);
        var terms = step.Terms ?? OwnTerms(model, times, step.Coefficients, run);
        var spans = RiskSpans.Of(model, times, data, run);
        var eta = data.Predictor(model.Means, step.Coefficients);
        var p = model.Size;
        var clusters = Clusters(model, data, run);
        var sums = new double[(clusters.Length == 0 ? 0 : clusters.Max() + 1) * p];
        for (var i = 0; i < data.Rows; i++) Add(sums.AsSpan(clusters[i] * p, p), model, data, terms, spans, eta, i);
        var tally = new Tally(step.Layout);
        Span<double> meat = tally.Block("meat"), score = tally.Block("score");
        for (var c = 0; c < sums.Length; c += p)
        {
            var next = 0;
            for (var j = 0; j < p; j++)
            {
                score[j] += sums[c + j];
                for (var k = 0; k <= j; k++) meat[next++] += sums[c + j] * sums[c + k];
            }
        }

        return tally;
    }

    private static void Add(Span<double> sum, CoxModel model, CoxSiteData data, ScoreTerms terms, RiskSpans spans, double[] eta, int i)
    {
        int last = spans.Last[i] - 1, first = spans.First[i] - 1, p = sum.Length;
        var entered = first >= spans.StratumStart[i];
        var dies = data.Event[i];
        var hazard = last <= first ? 0 : terms.Hazard[last] - (entered ? terms.Hazard[first] : 0);
        if (dies) hazard -= terms.TiedHazard[last];
        double weight = data.Weight(i), risk = weight * StableMath.Exp(eta[i]);
        for (var j = 0; j < p; j++)
        {
            var x = data.Columns[j][i] - model.Means[j];
            var mean = last <= first ? 0 : terms.Means[(last * p) + j] - (entered ? terms.Means[(first * p) + j] : 0);
            if (dies)
            {
                mean -= terms.TiedMeans[(last * p) + j];
                sum[j] += weight * (x - terms.DeathMeans[(last * p) + j]);
            }

            sum[j] -= risk * ((x * hazard) - mean);
        }
    }

    internal static int[] Clusters(CoxModel model, CoxSiteData data, SiteRun run)
    {
        if (model.Question.Cluster is not { } cluster) return [.. Enumerable.Range(0, data.Rows)];
        var codes = new Dictionary<double, int>();
        return Array.ConvertAll(SiteFrame.Of(model.Frame.Variables, run).Values(cluster), v => codes.TryGetValue(v, out var code) ? code : codes[v] = codes.Count);
    }

    /// <summary>The event times of this centre alone.</summary>
    internal static EventTimes OwnTimes(CoxModel model, CoxSiteData data, SiteRun run) => run.Derived("cox own times", () =>
    {
        var strata = model.Strata.Assign(SiteFrame.Of(model.Frame.Variables, run));
        var cells = model.Question.Response.Lattice.Cells;
        var deaths = new double[(int)model.Strata.Count * cells];
        var weights = new double[data.Weights is null ? 0 : deaths.Length];
        for (var i = 0; i < data.Rows; i++)
        {
            if (!data.Event[i]) continue;
            deaths[(strata[i] * cells) + data.Stop[i]]++;
            if (data.Weights is not null) weights[(strata[i] * cells) + data.Stop[i]] += data.Weights[i];
        }

        return new EventTimes(deaths, cells, model.Question.Efron, weights);
    });

    private static ScoreTerms OwnTerms(CoxModel model, EventTimes times, double[] coefficients, SiteRun run)
    {
        var step = RiskSetStep.Create(model, times, coefficients) ?? throw new FedOncoException(ErrorReason.OutOfBounds, "The risks may become too large to add exactly. Rescale the offset.");
        var risk = CommonBaselineSite.RiskSets(step, run);
        return ScoreTerms.Of(times, risk.Block("s0"), risk.Block("s1"), risk.Block("d0"), risk.Block("d1"), model.Size);
    }
}
