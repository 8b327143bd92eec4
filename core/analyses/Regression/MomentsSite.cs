using System.Numerics.Tensors;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Regression;

/// <summary>The site's part of <see cref="MomentsStep"/>.</summary>
internal static class MomentsSite
{
    public static Tally Sum(MomentsStep step, SiteRun run)
    {
        var model = SiteModel.Of(step.Frame, step.Question, run);
        var size = model.Design.Columns.Length;
        // Behind the columns: rows used, weight, its logarithm, response.
        var sums = RowBlocks.Sum(model.Rows, size + 4, RowBlocks.Size, (start, count, block, scratch) =>
        {
            ReadOnlySpan<double> weights = model.Weights is { } given ? given.AsSpan(start, count) : [];
            AddColumns(model.Design.Columns, start, weights, scratch[..count], block);
            if (model is { Weights: null, Offset: null }) AddPlainRows(step, model.Outcome, start, scratch[..count], block[size..]);
            else AddRows(step, model, start, count, block[size..]);
        });
        var tally = new Tally(step.Layout);
        sums.AsSpan(0, size).CopyTo(tally.Block("columns"));
        tally.Block("used")[0] = sums[size];
        tally.Block("weight")[0] = sums[size + 1];
        tally.Block("log weight")[0] = sums[size + 2];
        tally.Block("response")[0] = sums[size + 3];
        return tally;
    }

    private static void AddColumns(ScaledColumn[] columns, int start, ReadOnlySpan<double> weights, Span<double> column, Span<double> sums)
    {
        for (var j = 0; j < columns.Length; j++)
        {
            columns[j].Read(start, 0, column);
            sums[j] += weights.Length == 0 ? TensorPrimitives.Sum<double>(column) : TensorPrimitives.Dot<double>(column, weights);
        }
    }

    private static void AddPlainRows(MomentsStep step, ColumnValues outcome, int start, Span<double> scaled, Span<double> sums)
    {
        step.Scaling.Scale(outcome, start, 0, scaled);
        sums[0] += scaled.Length;
        sums[1] += scaled.Length;
        sums[3] += TensorPrimitives.Sum<double>(scaled);
    }

    private static void AddRows(MomentsStep step, SiteModel model, int start, int count, Span<double> sums)
    {
        for (var i = start; i < start + count; i++)
        {
            var w = model.Weights?[i] ?? 1;
            if (w == 0) continue;
            sums[0]++;
            sums[1] += w;
            if (model.Weights is not null) sums[2] += StableMath.Log(w);
            sums[3] += w * step.Scaling.Scale(model.Response[i], step.Net ? model.Offset?[i] ?? 0 : 0);
        }
    }
}
