using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using ValueType = FedOnco.Analyses.Expressions.ValueType;

namespace FedOnco.Analyses.Survival.Concordances;

/// <summary>Bins of a score, known to all: upper ends of all but the last, ascending.</summary>
/// <param name="Ends">A score belongs to the first bin whose end it does not exceed.</param>
/// <param name="IsExact">Every bin holds one value.</param>
internal sealed record ScoreBins(double[] Ends, bool IsExact)
{
    public int Count => Ends.Length + 1;

    public int BinOf(double score)
    {
        var at = Array.BinarySearch(Ends, score);
        return at >= 0 ? at : ~at;
    }

    /// <summary>Half way between the scores of the points of a lattice.</summary>
    public static ScoreBins Lattice(DesignColumn column, ValueType type, double mean, double coefficient)
    {
        var ends = new double[(int)type.GridCells - 1];
        for (var k = 0; k < ends.Length; k++) ends[k] = ((((type.Minimum + ((k + 0.5) * type.Step)) - column.Centre) / column.HalfRange) - mean) * coefficient;
        // A negative coefficient turns the order of the points.
        Array.Sort(ends);
        return new ScoreBins(ends, coefficient != 0);
    }

    /// <summary>Bins with about as many patients each.</summary>
    public static ScoreBins Of(ScoreHistogramStep step, Total histogram, int most)
    {
        var counts = histogram.Block("scores");
        double all = 0, within = 0;
        foreach (var count in counts) all += count;
        var ends = new List<double>();
        for (var c = 0; c < counts.Length - 1 && ends.Count < most - 1; c++)
        {
            within += counts[c];
            if (within < all / most) continue;
            ends.Add(step.EndOf(c));
            within = 0;
        }

        return new ScoreBins([.. ends], false);
    }
}
