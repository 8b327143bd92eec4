using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Preparation;

/// <summary>What every party knows of the features and the outcome before a model is fitted; federated quantiles are read off it.</summary>
internal sealed class FeatureSummary
{
    /// <summary>A class with more than this share of the rows is cut further.</summary>
    private const double Share = 1.0 / 512;

    private readonly FeatureClasses?[] _classes;
    private readonly Total _first;
    private readonly Total _counts;

    private FeatureSummary(LearningQuestion question, Partition partition, FeatureClasses?[] classes, Total first, Total counts)
    {
        Question = question;
        Partition = partition;
        _classes = classes;
        _first = first;
        _counts = counts;
    }

    public LearningQuestion Question { get; }

    public Partition Partition { get; }

    /// <summary>Rows that are learnt from.</summary>
    public double Rows => _first.Scalar("rows");

    public double HeldOut => _first.Scalar("held out");

    /// <summary>Mean of the scaled response.</summary>
    public double ResponseMean => _first.Scalar("response") / FeatureCountsStep.Whole / Rows;

    /// <summary>Events by point of the time lattice.</summary>
    public ReadOnlySpan<double> Events => _first.Block("events");

    public ReadOnlySpan<double> HeldOutEvents => _first.Block("held out events");

    public double Missing(int feature) => _first.Block("missing")[feature];

    /// <summary>One sum, and a second one where a feature has crowded classes.</summary>
    /// <exception cref="FedOncoException">EmptyCohort, OneClass, NoEvents, NotFinite, DataNotConforming.</exception>
    public static async Task<FeatureSummary> SumAsync(LearningQuestion question, Partition partition, IFederation federation, CancellationToken cancellationToken)
    {
        FeatureClasses?[] classes = [.. question.Features.Select(f => f.IsCategory ? null : FeatureClasses.Start(new FeatureGrid(f.Column.Type)))];
        var first = await federation.SumAsync(new FeatureCountsStep(question, partition, classes), cancellationToken).ConfigureAwait(false);
        Require(question, partition, first);
        var counts = first;
        var refined = false;
        var next = new FeatureClasses?[classes.Length];
        for (var f = 0; f < classes.Length; f++)
        {
            var finer = classes[f]?.Refined(first.Block($"feature {f}"), first.Scalar("rows") * Share);
            refined |= finer is not null;
            next[f] = finer ?? classes[f];
        }

        if (refined)
        {
            classes = next;
            counts = await federation.SumAsync(new FeatureCountsStep(question, partition, classes), cancellationToken).ConfigureAwait(false);
        }

        return new FeatureSummary(question, partition, classes, first, counts);
    }

    /// <summary>Thresholds that cut a number into at most so many classes of about equal size, none below the least.</summary>
    public double[] Cuts(int feature, int most, double least)
    {
        if (_classes[feature] is not { } classes) return [];
        var counts = _counts.Block($"feature {feature}");
        double all = Rows - Missing(feature), occupied = 0;
        foreach (var count in counts) occupied += count > 0 ? 1 : 0;
        var target = Math.Max(least, occupied <= most ? 1 : all / most);
        var cuts = new List<double>();
        double inside = 0, seen = 0;
        for (var c = 0; c < classes.Count - 1 && cuts.Count < most - 1; c++)
        {
            inside += counts[c];
            seen += counts[c];
            if (counts[c] == 0 || inside < target || all - seen < least) continue;
            if (occupied > most) target = Math.Max(least, (all - seen) / (most - cuts.Count - 1));
            cuts.Add(classes.Thresholds[c]);
            inside = 0;
        }

        return [.. cuts];
    }

    /// <summary>Median of a number on its grid, or position of the most frequent level of a category.</summary>
    public double Usual(int feature)
    {
        var counts = _counts.Block($"feature {feature}");
        var half = (Rows - Missing(feature)) / 2;
        var seen = 0.0;
        var best = 0;
        for (var c = 0; c < counts.Length; c++)
        {
            if (counts[c] > counts[best]) best = c;
            if (_classes[feature] is not { } classes) continue;
            seen += counts[c];
            if (seen >= half && seen > 0) return classes.Middle(c);
        }

        return _classes[feature] is { } number ? number.Middle(0) : best;
    }

    private static void Require(LearningQuestion question, Partition partition, Total total)
    {
        var rows = total.Scalar("rows");
        if (rows == 0) throw new FedOncoException(ErrorReason.EmptyCohort, "No row that is learnt from has an outcome. Widen the subset or hold out less.");
        if (total.Scalar("infinite") > 0) throw new FedOncoException(ErrorReason.NotFinite, "A variable is infinite in some rows (such as log of 0). Add a constant, as in log(x + 1), or leave those rows out with subset.");
        if (total.Scalar("off lattice") > 0) throw new FedOncoException(ErrorReason.DataNotConforming, "Some times lie outside the range or lattice of the dictionary. Run `fedonco-agent check` at the centres.");
        if (partition.HasHeldOut && total.Scalar("held out") == 0) throw new FedOncoException(ErrorReason.EmptyCohort, "Nobody is held out: hold out more patients, or none.");
        if (question.Survival is not null)
        {
            if (Sum(total.Block("events")) == 0) throw new FedOncoException(ErrorReason.NoEvents, "Nobody that is learnt from has the event. Widen the subset, or check the coding of the event.");
            return;
        }

        if (total.Scalar("outside") > 0) throw new FedOncoException(ErrorReason.DataNotConforming, "Some outcomes lie outside the range of the dictionary. Run `fedonco-agent check` at the centres.");
        var sum = total.Scalar("response") / FeatureCountsStep.Whole;
        if (question.Task == LearningTask.Binary && (sum == 0 || sum == rows)) throw new FedOncoException(ErrorReason.OneClass, "Everybody that is learnt from has the same outcome, so there is nothing to tell apart. Widen the subset.");
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return sum;
    }
}
