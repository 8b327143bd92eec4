using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Groups;

/// <summary>Count, mean and sum of squares about the mean of each group.</summary>
/// <param name="Names">Used levels of the group in order.</param>
/// <param name="N">Values.</param>
/// <param name="Mean">In the unit of the response.</param>
/// <param name="Squares">About the mean, squared unit.</param>
public sealed record GroupMoments(IReadOnlyList<string> Names, double[] N, double[] Mean, double[] Squares)
{
    public int Groups => N.Length;

    public double Variance(int g) => Squares[g] / (N[g] - 1);

    /// <summary>Frame, sums, then squares about the means: no cancellation however large the mean.</summary>
    public static async Task<GroupMoments> SumAsync(GroupedQuestion question, IFederation federation, CancellationToken cancellationToken)
    {
        var frame = await ModelFrame.SumAsync(question.Variables, federation, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string> names = question.Group is { } group ? [.. frame.UsedLevels(group).Select(l => group.Levels[l])] : [""];
        var first = await federation.SumAsync(new GroupMomentsStep(frame, question, new double[names.Count]), cancellationToken).ConfigureAwait(false);
        var n = first.Block("n").ToArray();
        var means = new double[n.Length];
        for (var g = 0; g < n.Length; g++) means[g] = first.Block("sum")[g] / n[g];
        var second = await federation.SumAsync(new GroupMomentsStep(frame, question, means), cancellationToken).ConfigureAwait(false);
        var (centre, half) = ScaleOf(question);
        var squares = new double[n.Length];
        var mean = new double[n.Length];
        for (var g = 0; g < n.Length; g++)
        {
            var rest = second.Block("sum")[g] / n[g];
            mean[g] = centre + (half * (means[g] + rest));
            squares[g] = (second.Block("squares")[g] - (n[g] * rest * rest)) * half * half;
        }

        return new GroupMoments(names, n, mean, squares);
    }

    /// <summary>The site's part.</summary>
    public static Tally Sum(GroupMomentsStep step, SiteRun run)
    {
        var site = SiteFrame.Of(step.Frame.Variables, run);
        var tally = new Tally(step.Layout);
        Span<double> n = tally.Block("n"), sum = tally.Block("sum"), squares = tally.Block("squares");
        var values = site.Values(step.Question.Response);
        var group = GroupOf(step.Frame, step.Question, site);
        var (centre, half) = ScaleOf(step.Question);
        for (var i = 0; i < values.Length; i++)
        {
            var d = ((values[i] - centre) / half) - step.Means[group[i]];
            n[group[i]]++;
            sum[group[i]] += d;
            squares[group[i]] += d * d;
        }

        return tally;
    }

    /// <summary>Index of each complete case's group among the used levels.</summary>
    internal static int[] GroupOf(ModelFrame frame, GroupedQuestion question, SiteFrame site)
    {
        if (question.Group is not { } group) return new int[site.Rows];
        var used = frame.UsedLevels(group);
        var position = new int[group.Levels.Count];
        for (var u = 0; u < used.Count; u++) position[used[u]] = u;
        return Array.ConvertAll(site.Values(group.Columns[0]), level => position[(int)level]);
    }

    private static (double Centre, double Half) ScaleOf(GroupedQuestion question)
    {
        var type = question.Response.Type;
        return ((type.Minimum + type.Maximum) / 2, type.Maximum > type.Minimum ? (type.Maximum - type.Minimum) / 2 : 1);
    }
}
