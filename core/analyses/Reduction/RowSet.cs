using System.Numerics;
using FedOnco.Analyses.Expressions;

namespace FedOnco.Analyses.Reduction;

/// <summary>Some rows of a dataset: a bit a row, and their places in ascending order where somebody needs them.</summary>
internal sealed class RowSet
{
    /// <summary>Rows whose conditions are evaluated at a time: what is computed on the way stays in the cache.</summary>
    private const int Block = 8192;

    private readonly Lazy<int[]> _places;

    private RowSet(ulong[] bits)
    {
        Bits = bits;
        foreach (var word in bits) Count += BitOperations.PopCount(word);
        _places = new Lazy<int[]>(PlacesOf);
    }

    /// <summary>Bit i of word i / 64 is set where row i belongs to the set.</summary>
    public ulong[] Bits { get; }

    public int Count { get; }

    /// <summary>Rows of the set, ascending.</summary>
    public int[] Places => _places.Value;

    /// <summary>The rows where a condition is TRUE; NA leaves a row out. Both cores take blocks of rows.</summary>
    public static RowSet Where(CompiledExpression condition, string site, IColumnSource source)
    {
        var rows = source.Rows;
        // A condition without a variable leaves all rows or none.
        if (condition.Constant is { } constant) return new RowSet(Same(rows, constant != 0 && !double.IsNaN(constant)));
        var columns = new HeldColumns(source);
        var bits = new ulong[(rows + 63) / 64];
        var blocks = (rows + Block - 1) / Block;
        void Evaluate(int block)
        {
            var window = new RowWindow(columns, block * Block, Math.Min(Block, rows - (block * Block)));
            Mark(condition.Evaluate(new SiteRun(site, window)).Span, bits.AsSpan(block * (Block / 64)));
        }

        // The first block takes the columns from their source.
        if (blocks > 0) Evaluate(0);
        if (blocks > 1) Parallel.For(1, blocks, Evaluate);
        return new RowSet(bits);
    }

    private static ulong[] Same(int rows, bool all)
    {
        var bits = new ulong[(rows + 63) / 64];
        if (!all) return bits;
        bits.AsSpan().Fill(ulong.MaxValue);
        if (rows % 64 != 0) bits[^1] = (1UL << (rows % 64)) - 1;
        return bits;
    }

    private static void Mark(ReadOnlySpan<double> values, Span<ulong> bits)
    {
        for (var w = 0; w << 6 < values.Length; w++)
        {
            var word = 0UL;
            var part = values.Slice(w << 6, Math.Min(64, values.Length - (w << 6)));
            for (var i = 0; i < part.Length; i++) word |= (part[i] != 0 && !double.IsNaN(part[i]) ? 1UL : 0UL) << i;
            bits[w] = word;
        }
    }

    private int[] PlacesOf()
    {
        var places = new int[Count];
        var at = 0;
        for (var w = 0; w < Bits.Length; w++)
        {
            for (var word = Bits[w]; word != 0; word &= word - 1) places[at++] = (w << 6) + BitOperations.TrailingZeroCount(word);
        }

        return places;
    }
}
