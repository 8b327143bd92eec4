using FedOnco.Analyses.Learning.Preparation;
using FedOnco.Analyses.Numerics;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Boosting;

/// <summary>What stays the same over the sums of a fit, and the trees so far.</summary>
internal sealed class BoostedModel
{
    public BoostedModel(FeatureSummary summary, BoostingOptions options)
    {
        Question = summary.Question;
        Partition = summary.Partition;
        Options = options;
        Rows = summary.Rows + summary.HeldOut;
        Bits = WholeNumbers.Bits(Rows);
        Cuts = new double[Features.Count][];
        Starts = new int[Features.Count];
        for (var f = 0; f < Features.Count; f++)
        {
            Cuts[f] = summary.Cuts(f, options.Cuts, options.MinimumLeaf);
            Starts[f] = Classes;
            Classes += ClassesOf(f);
        }

        Base = Question.Task switch
        {
            LearningTask.Binary => StableMath.Log(summary.ResponseMean / (1 - summary.ResponseMean)),
            LearningTask.Regression => summary.ResponseMean,
            _ => 0,
        };
        if (Question.Survival is null) return;
        Times = Occupied(summary.Events);
        Deaths = At(summary.Events, Times);
        HeldOutTimes = Occupied(summary.HeldOutEvents);
        HeldOutDeaths = At(summary.HeldOutEvents, HeldOutTimes);
    }

    public LearningQuestion Question { get; }

    public IReadOnlyList<LearningFeature> Features => Question.Features;

    public Partition Partition { get; }

    public BoostingOptions Options { get; }

    /// <summary>Rows over all sites, held-out ones included: a bound of every site's.</summary>
    public double Rows { get; }

    /// <summary>Fractional bits of what is summed.</summary>
    public int Bits { get; }

    public double Scale => 1L << Bits;

    /// <summary>Thresholds of every number; empty for a category.</summary>
    public double[][] Cuts { get; }

    /// <summary>Where a feature's classes start among all classes.</summary>
    public int[] Starts { get; }

    /// <summary>Classes of all features.</summary>
    public int Classes { get; }

    public List<GrownTree> Trees { get; } = [];

    /// <summary>Score before the first tree.</summary>
    public double Base { get; }

    /// <summary>Points of the time lattice with an event, ascending.</summary>
    public int[] Times { get; } = [];

    public double[] Deaths { get; } = [];

    public int[] HeldOutTimes { get; } = [];

    public double[] HeldOutDeaths { get; } = [];

    /// <summary>After so many event times: sums of d / S0 and of d / S0^2 at the scores of the trees so far.</summary>
    public (double[] Hazard, double[] Square) Hazards { get; set; } = ([], []);

    /// <summary>Classes of a feature, the last one for missing values.</summary>
    public int ClassesOf(int feature) => (Features[feature].IsCategory ? Features[feature].Levels.Count : Cuts[feature].Length + 1) + 1;

    private static int[] Occupied(ReadOnlySpan<double> counts)
    {
        var found = new List<int>();
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0) found.Add(i);
        }

        return [.. found];
    }

    private static double[] At(ReadOnlySpan<double> counts, int[] positions)
    {
        var result = new double[positions.Length];
        for (var i = 0; i < result.Length; i++) result[i] = counts[positions[i]];
        return result;
    }
}
