namespace FedOnco.Analyses.Regression;

/// <summary>Adds up contributions of row blocks on both cores with a fixed reduction: the same bits every time.</summary>
internal static class RowBlocks
{
    /// <summary>Rows of a block: a dozen columns of it stay in the first-level cache.</summary>
    public const int Size = 256;

    private const int BlocksAChunk = 64;

    /// <summary>Adds the rows start .. start + count - 1 to the sums.</summary>
    public delegate void Kernel(int start, int count, Span<double> sums, Span<double> scratch);

    /// <param name="rows">Number of rows.</param>
    /// <param name="length">Number of sums.</param>
    /// <param name="scratch">Doubles of scratch space that a kernel needs; it finds there what an earlier call left.</param>
    /// <param name="kernel">Called for every block, chunk by chunk.</param>
    public static double[] Sum(int rows, int length, int scratch, Kernel kernel)
    {
        const int chunkRows = Size * BlocksAChunk;
        var chunks = Math.Max(1, (rows + chunkRows - 1) / chunkRows);
        if (chunks == 1) return Chunk(0, rows, length, new double[scratch], kernel);
        var partial = new double[chunks][];
        Parallel.For(0, chunks, () => new double[scratch], (c, _, own) =>
        {
            partial[c] = Chunk(c * chunkRows, Math.Min(rows, (c + 1) * chunkRows), length, own, kernel);
            return own;
        }, _ => { });
        for (var width = 1; width < chunks; width *= 2)
        {
            for (var c = 0; c + width < chunks; c += 2 * width)
            {
                for (var i = 0; i < length; i++) partial[c][i] += partial[c + width][i];
            }
        }

        return partial[0];
    }

    private static double[] Chunk(int start, int end, int length, double[] scratch, Kernel kernel)
    {
        double[] sums = new double[length], block = new double[length];
        for (var at = start; at < end; at += Size)
        {
            Array.Clear(block);
            kernel(at, Math.Min(Size, end - at), block, scratch);
            for (var i = 0; i < length; i++) sums[i] += block[i];
        }

        return sums;
    }
}
