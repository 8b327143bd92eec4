using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Survival.Survfit;

/// <summary>Total counts by group and time: all that a Kaplan-Meier curve needs.</summary>
/// <param name="Question">The call.</param>
/// <param name="Labels">R's label of each group, or null where there is one curve.</param>
/// <param name="Events">Groups x times.</param>
/// <param name="Censored">Groups x times.</param>
/// <param name="Entries">Groups x times, empty without delayed entry.</param>
public sealed record SurvfitTotals(SurvfitQuestion Question, IReadOnlyList<string>? Labels, double[] Events, double[] Censored, double[] Entries)
{
    /// <summary>The blocks behind weights; null without them.</summary>
    internal Total? Weighted { get; init; }

    /// <summary>Squared influences, groups x times, of the curves that the call asks for; null where squared weights are enough.</summary>
    internal double[]? Influence { get; init; }

    /// <summary>Whether the variance is the robust one: asked for, or some weights are no whole numbers.</summary>
    internal bool IsRobust => Question.AsksRobust || (Weighted is not null && Weighted.Scalar("fractional") > 0);

    /// <summary>Whether a patient's influence needs both his times, or those of all his rows: a sum of its own.</summary>
    internal bool NeedsInfluence => IsRobust && (Question.Response.Start is not null || Question.Cluster is not null);

    /// <summary>The curve of a group by R's defaults.</summary>
    internal KaplanMeier Curve(int group) => Curve(group, new CurveForm(Question.Response.Lattice.IsGrouped));

    internal KaplanMeier Curve(int group, CurveForm form) => KaplanMeier.Of(Counts(group), form);

    /// <summary>With events and censorings exchanged: how long patients were followed.</summary>
    internal KaplanMeier FollowUp(int group)
    {
        var counts = Counts(group);
        return KaplanMeier.Of(counts with { Events = counts.Censored, Censored = counts.Events, Deaths = counts.Censored }, new CurveForm(Question.Response.Lattice.IsGrouped));
    }

    private CurveCounts Counts(int group)
    {
        var cells = Question.Response.Lattice.Cells;
        ReadOnlyMemory<double> Part(double[] block) => block.Length == 0 ? default : block.AsMemory(group * cells, cells);
        ReadOnlyMemory<double> Block(string name) => Part(Weighted!.Block(name).ToArray());
        var counts = new CurveCounts(Part(Events), Part(Censored), Part(Entries));
        if (Influence is not null) counts = counts with { InfluenceSquares = Part(Influence) };
        if (Weighted is null) return IsRobust && !NeedsInfluence ? counts with { EventSquares = counts.Events, CensoredSquares = counts.Censored } : counts;
        counts = counts with { Deaths = Block("deaths"), RowsLeft = Block("rows left"), RowsEntered = Block("rows entered") };
        return IsRobust && !NeedsInfluence ? counts with { EventSquares = Block("event squares"), CensoredSquares = Block("censored squares") } : counts;
    }
}
