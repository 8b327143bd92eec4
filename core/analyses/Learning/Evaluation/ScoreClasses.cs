using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Learning.Evaluation;

/// <summary>Metrics of two classes from counts by class of the score.</summary>
internal sealed class ScoreClasses
{
    private const double Widest = 10;
    private const int Classes = 4096;
    private const int Parts = 16;
    private const double Ends = 750;

    private ScoreClasses(double[] thresholds) => Thresholds = thresholds;

    public double[] Thresholds { get; }

    /// <summary>Equal widths from -10 to 10 of the log odds or log hazard ratio; 0 is between two classes.</summary>
    public static ScoreClasses Start()
    {
        var thresholds = new double[Classes - 1];
        for (var k = 0; k < thresholds.Length; k++) thresholds[k] = (k + 1 - (Classes / 2)) * (2 * Widest / Classes);
        return new ScoreClasses(thresholds);
    }

    /// <summary>Classes that hold both outcomes are cut further; null where none can be.</summary>
    public ScoreClasses? Refined(ReadOnlySpan<double> positives, ReadOnlySpan<double> negatives)
    {
        var thresholds = new List<double>();
        var cut = false;
        for (var c = 0; c <= Thresholds.Length; c++)
        {
            double low = c == 0 ? -Ends : Thresholds[c - 1], high = c == Thresholds.Length ? Ends : Thresholds[c];
            if (positives[c] > 0 && negatives[c] > 0)
            {
                for (var k = 1; k < Parts; k++)
                {
                    var between = low + ((high - low) * k / Parts);
                    if (between > low && between < high) (cut, _) = (true, Add(thresholds, between));
                }
            }

            if (c < Thresholds.Length && (positives[c] > 0 || negatives[c] > 0 || positives[c + 1] > 0 || negatives[c + 1] > 0 || high == 0)) thresholds.Add(high);
        }

        return cut ? new ScoreClasses([.. thresholds]) : null;
    }

    /// <summary>At most so many classes of about equal size.</summary>
    public double[] Quantiles(ReadOnlySpan<double> counts, ReadOnlySpan<double> more, int most)
    {
        double all = 0, inside = 0;
        for (var c = 0; c < counts.Length; c++) all += counts[c] + more[c];
        var cuts = new List<double>();
        for (var c = 0; c < Thresholds.Length; c++)
        {
            inside += counts[c] + more[c];
            if (inside < all / most) continue;
            cuts.Add(Thresholds[c]);
            inside = 0;
        }

        return [.. cuts];
    }

    /// <summary>Probability that a patient with the outcome has the higher score, ties by half; half the tied pairs are its bound.</summary>
    public static (double Area, double Bound) Area(ReadOnlySpan<double> positives, ReadOnlySpan<double> negatives)
    {
        double pairs = 0, tied = 0, below = 0, all = 0;
        for (var c = 0; c < positives.Length; c++)
        {
            pairs += positives[c] * (below + (negatives[c] / 2));
            tied += positives[c] * negatives[c] / 2;
            below += negatives[c];
            all += positives[c];
        }

        return (pairs / (all * below), tied / (all * below));
    }

    /// <summary>Mean precision over the patients with the outcome, one class of scores a threshold.</summary>
    public static double AveragePrecision(ReadOnlySpan<double> positives, ReadOnlySpan<double> negatives)
    {
        double taken = 0, right = 0, sum = 0;
        for (var c = positives.Length - 1; c >= 0; c--)
        {
            taken += positives[c] + negatives[c];
            right += positives[c];
            if (positives[c] > 0) sum += positives[c] * right / taken;
        }

        return sum / right;
    }

    /// <summary>Share of patients on the right side of probability 1/2.</summary>
    public double Accuracy(ReadOnlySpan<double> positives, ReadOnlySpan<double> negatives)
    {
        double right = 0, all = 0;
        for (var c = 0; c < positives.Length; c++)
        {
            right += c == Thresholds.Length || Thresholds[c] > 0 ? positives[c] : negatives[c];
            all += positives[c] + negatives[c];
        }

        return right / all;
    }

    private static bool Add(List<double> list, double value)
    {
        list.Add(value);
        return true;
    }
}
