using FedOnco.Protos;

namespace FedOnco.Analyses.Reduction;

/// <summary>Where a block stands in the elements of a tally or total.</summary>
internal readonly record struct BlockRange(int Start, int Length)
{
    public static BlockRange Of(TallyLayout layout, string name)
    {
        var start = 0;
        foreach (var block in layout.Blocks)
        {
            if (block.Name == name) return new BlockRange(start, (int)block.Length);
            start += (int)block.Length;
        }

        throw new ArgumentException($"no block \"{name}\" in the layout");
    }

    public Span<double> Slice(Span<double> values) => values.Slice(Start, Length);
}
