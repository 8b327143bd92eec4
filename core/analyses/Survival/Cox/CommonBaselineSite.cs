using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>The site's two sums of a Newton step with a common baseline.</summary>
internal static class CommonBaselineSite
{
    /// <summary>
    /// A row is at risk at the event times of its stratum in (start, stop]. Its risk is added to the last of them and taken
    /// off before the first; a backward cumulation then gives every risk set in one pass.
    /// </summary>
    public static Tally RiskSets(RiskSetStep step, SiteRun run)
    {
        var model = step.Model;
        var data = CoxSiteData.Of(model.Question, model.Frame, run);
        var spans = RiskSpans.Of(step, data, run);
        var eta = run.Derived(CurrentKey(step), () => new Current(data.Predictor(model.Means, step.Coefficients))).Eta;
        var tally = new Tally(step.Layout);
        int t = step.Times.Slots.Length, p = model.Size;
        Span<double> s0 = tally.Block("s0"), s1 = tally.Block("s1"), d0 = tally.Block("d0"), d1 = tally.Block("d1");
        double linear = 0;
        var x = new double[p];
        for (var i = 0; i < data.Rows; i++)
        {
            var weight = data.Weight(i);
            var risk = weight * StableMath.Exp(eta[i]);
            for (var j = 0; j < p; j++) x[j] = (data.Columns[j][i] - model.Means[j]) * risk;
            int last = spans.Last[i] - 1, first = spans.First[i] - 1;
            if (last > first)
            {
                Add(s0, s1, last, risk, x, 1);
                if (first >= spans.StratumStart[i]) Add(s0, s1, first, risk, x, -1);
            }

            if (!data.Event[i]) continue;
            linear += weight * eta[i];
            var tied = step.Times.Tied[last];
            if (tied >= 0) Add(d0, d1, tied, risk, x, 1);
        }

        Cumulate(step.Times, s0, s1, p);
        tally.Block("predictor")[0] = linear;
        return tally;

        static void Add(Span<double> zero, Span<double> one, int at, double risk, double[] x, double sign)
        {
            zero[at] += sign * risk;
            var row = one.Slice(at * x.Length, x.Length);
            for (var j = 0; j < row.Length; j++) row[j] += sign * x[j];
        }
    }

    public static Tally Information(InformationStep step, SiteRun run)
    {
        var model = step.Risk.Model;
        var data = CoxSiteData.Of(model.Question, model.Frame, run);
        var spans = RiskSpans.Of(step.Risk, data, run);
        var eta = run.Derived(CurrentKey(step.Risk), () => new Current(data.Predictor(model.Means, step.Risk.Coefficients))).Eta;
        double[] w = new double[data.Rows], u = new double[data.Rows];
        for (var i = 0; i < w.Length; i++)
        {
            int last = spans.Last[i] - 1, first = spans.First[i] - 1;
            var hazard = last <= first ? 0 : step.Hazard[last] - (first >= spans.StratumStart[i] ? step.Hazard[first] : 0);
            if (data.Event[i]) hazard -= step.Tied[last];
            w[i] = data.Weight(i) * StableMath.Exp(eta[i]) * hazard;
            u[i] = (data.Event[i] ? data.Weight(i) * (step.EventWeights?[last] ?? 1) : 0) - w[i];
        }

        var products = new WeightedProducts(data.Columns, model.Means, false);
        var sums = RowBlocks.Sum(data.Rows, products.Length, products.Scratch, (start, count, block, scratch) =>
        {
            products.Load(start, count, scratch);
            products.AddScore(u.AsSpan(start, count), scratch, block);
            products.AddProducts(w.AsSpan(start, count), scratch, block);
        });
        var tally = new Tally(step.Layout);
        sums.AsSpan(0, model.Size).CopyTo(tally.Block("score"));
        sums.AsSpan(model.Size).CopyTo(tally.Block("products"));
        return tally;
    }

    private static void Cumulate(EventTimes times, Span<double> s0, Span<double> s1, int p)
    {
        for (var t = times.Slots.Length - 2; t >= 0; t--)
        {
            if (times.Slots[t] / times.Cells != times.Slots[t + 1] / times.Cells) continue;
            s0[t] += s0[t + 1];
            for (var j = 0; j < p; j++) s1[(t * p) + j] += s1[((t + 1) * p) + j];
        }
    }

    private static string CurrentKey(RiskSetStep step) => "cox eta " + Convert.ToHexString(step.Hash());

    private sealed record Current(double[] Eta);
}
