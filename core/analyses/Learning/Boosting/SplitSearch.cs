namespace FedOnco.Analyses.Learning.Boosting;

/// <summary>The best split of a node from its histograms.</summary>
/// <remarks>Sources: Friedman (2001); second-order gain with penalty and learnt direction of missing values, Chen and Guestrin (2016);
/// categories sorted by gradient over hessian, Fisher (1958), with the smoothing of Ke et al. (2017).</remarks>
internal sealed class SplitSearch(BoostedModel model)
{
    private const double LeastHessian = 1e-3;
    private const double Smoothing = 10;
    private const int FewLevels = 4;

    /// <summary>Null where no split keeps enough patients on both sides and gains.</summary>
    public Split? Best(NodeHistogram histogram)
    {
        Split? best = null;
        for (var f = 0; f < model.Features.Count; f++)
        {
            var sums = histogram.Of(f);
            best = model.Features[f].IsCategory ? ByLevels(f, sums, best) : ByThreshold(f, sums, best);
        }

        return best;
    }

    private Split? ByThreshold(int feature, NodeSums[] sums, Split? best)
    {
        var classes = sums.Length - 1;
        var missing = sums[classes];
        var all = Sum(sums);
        var parent = all.Score(model.Options.Lambda);
        var below = default(NodeSums);
        for (var c = 0; c < classes - 1; c++)
        {
            below += sums[c];
            if (sums[c].Hessian == 0 && sums[c].Patients == 0) continue;
            for (var side = 0; side < (HasMissing(missing) ? 2 : 1); side++)
            {
                var left = side == 1 ? below + missing : below;
                if (Gain(left, all - left, parent, model.Options.Lambda) is not { } gain || gain <= (best?.Gain ?? model.Options.Gamma)) continue;
                var right = all - left;
                var cut = c;
                var missingLeft = HasMissing(missing) ? side == 1 : left.Patients >= right.Patients;
                best = new Split(feature, Sides(sums.Length, k => k == classes ? missingLeft : k <= cut), cut, gain, left, right);
            }
        }

        return best;
    }

    private Split? ByLevels(int feature, NodeSums[] sums, Split? best)
    {
        var levels = sums.Length - 1;
        var missing = sums[levels];
        var all = Sum(sums);
        var order = new List<int>();
        for (var k = 0; k < levels; k++)
        {
            if (sums[k].Patients > 0) order.Add(k);
        }

        var lambda = model.Options.Lambda + (order.Count > FewLevels ? Smoothing : 0);
        order.Sort((a, b) => Compare(sums, a, b));
        var parent = all.Score(lambda);
        var inside = default(NodeSums);
        for (var k = 0; k < order.Count - (HasMissing(missing) ? 0 : 1); k++)
        {
            inside += sums[order[k]];
            for (var side = 0; side < (HasMissing(missing) && k < order.Count - 1 ? 2 : 1); side++)
            {
                var left = side == 1 ? inside + missing : inside;
                if (Gain(left, all - left, parent, lambda) is not { } gain || gain <= (best?.Gain ?? model.Options.Gamma)) continue;
                var right = all - left;
                var chosen = new bool[sums.Length];
                for (var i = 0; i <= k; i++) chosen[order[i]] = true;
                chosen[levels] = HasMissing(missing) ? side == 1 : left.Patients >= right.Patients;
                best = new Split(feature, chosen, -1, gain, left, right);
            }
        }

        return best;
    }

    private double? Gain(NodeSums left, NodeSums right, double parent, double lambda)
    {
        if (left.Patients < model.Options.MinimumLeaf || right.Patients < model.Options.MinimumLeaf || left.Hessian < LeastHessian || right.Hessian < LeastHessian) return null;
        return left.Score(lambda) + right.Score(lambda) - parent;
    }

    private static int Compare(NodeSums[] sums, int a, int b)
    {
        double x = sums[a].Gradient / (sums[a].Hessian + Smoothing), y = sums[b].Gradient / (sums[b].Hessian + Smoothing);
        return x < y ? -1 : x > y ? 1 : a - b;
    }

    private static bool HasMissing(NodeSums missing) => missing.Patients > 0 || missing.Hessian > 0;

    private static NodeSums Sum(NodeSums[] sums)
    {
        var sum = default(NodeSums);
        foreach (var s in sums) sum += s;
        return sum;
    }

    private static bool[] Sides(int classes, Func<int, bool> left)
    {
        var result = new bool[classes];
        for (var k = 0; k < classes; k++) result[k] = left(k);
        return result;
    }
}
