using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Regression;

/// <summary>
/// A site's part of the middle of a sandwich: row scores u z, divided by 1 - h for HC3, squared; or added by cluster, then squared.
/// </summary>
/// <remarks>Source: White (1980); MacKinnon and White (1985); Liang and Zeger (1986). h = w z' A^-1 z is the leverage.</remarks>
internal static class RobustSums
{
    /// <summary>Rows with a larger leverage determine their own fit: their part has no value.</summary>
    public const double MostLeverage = 1 - 1e-6;

    /// <summary>Fills scores and weights of a block of loaded columns.</summary>
    public delegate void Scores(int start, ReadOnlySpan<double> columns, Span<double> score, Span<double> weight);

    /// <param name="rows">Rows of the site.</param>
    /// <param name="products">Columns.</param>
    /// <param name="inverse">A^-1; null where leverages do not matter.</param>
    /// <param name="clusters">Cluster of each row; null where every row is alone.</param>
    /// <param name="scores">Of the fit.</param>
    /// <param name="tally">With the blocks "meat", "saturated" and "clusters".</param>
    public static void Add(int rows, WeightedProducts products, double[]? inverse, int[]? clusters, Scores scores, Tally tally)
    {
        if (clusters is not null)
        {
            ByCluster(rows, products, clusters, scores, tally);
            return;
        }

        var size = products.Size;
        var sums = RowBlocks.Sum(rows, products.Length + 1, products.Scratch + (3 * RowBlocks.Size), (start, count, block, scratch) =>
        {
            products.Load(start, count, scratch);
            var buffers = scratch[products.Scratch..];
            Span<double> score = buffers[..count], weight = buffers.Slice(RowBlocks.Size, count), squares = buffers.Slice(2 * RowBlocks.Size, count);
            scores(start, scratch, score, weight);
            for (var i = 0; i < count; i++)
            {
                var h = inverse is null ? 0 : weight[i] * Leverage(inverse, scratch, i, size);
                if (h > MostLeverage) block[^1]++;
                var u = score[i] / (h > MostLeverage ? 1 : 1 - h);
                squares[i] = u * u;
            }

            products.AddProducts(squares, scratch, block);
        });
        sums.AsSpan(size, Packed.Length(size)).CopyTo(tally.Block("meat"));
        tally.Block("saturated")[0] = sums[^1];
    }

    /// <summary>One row after the other, so that the order of the additions is fixed.</summary>
    private static void ByCluster(int rows, WeightedProducts products, int[] clusters, Scores scores, Tally tally)
    {
        var size = products.Size;
        var sums = new double[rows == 0 ? 0 : (clusters.Max() + 1) * size];
        var scratch = new double[products.Scratch + (2 * RowBlocks.Size)];
        for (var start = 0; start < rows; start += RowBlocks.Size)
        {
            var count = Math.Min(RowBlocks.Size, rows - start);
            products.Load(start, count, scratch);
            Span<double> score = scratch.AsSpan(products.Scratch, count), weight = scratch.AsSpan(products.Scratch + RowBlocks.Size, count);
            scores(start, scratch, score, weight);
            for (var i = 0; i < count; i++)
            {
                for (var j = 0; j < size; j++) sums[(clusters[start + i] * size) + j] += score[i] * scratch[(j * RowBlocks.Size) + i];
            }
        }

        var meat = tally.Block("meat");
        for (var c = 0; c < sums.Length; c += size)
        {
            var next = 0;
            for (var j = 0; j < size; j++)
            {
                for (var k = 0; k <= j; k++) meat[next++] += sums[c + j] * sums[c + k];
            }
        }

        tally.Block("clusters")[0] = sums.Length / size;
    }

    /// <summary>Positions of the values of a column in order of appearance.</summary>
    public static int[]? ClustersOf(SiteFrame site, ModelQuestion question)
    {
        var codes = new Dictionary<double, int>();
        return question.Cluster is { } cluster ? Array.ConvertAll(site.Values(cluster), v => codes.TryGetValue(v, out var code) ? code : codes[v] = codes.Count) : null;
    }

    private static double Leverage(double[] inverse, ReadOnlySpan<double> columns, int row, int size)
    {
        var h = 0.0;
        for (var j = 0; j < size; j++)
        {
            for (var k = 0; k < size; k++) h += columns[(j * RowBlocks.Size) + row] * inverse[(j * size) + k] * columns[(k * RowBlocks.Size) + row];
        }

        return h;
    }
}
