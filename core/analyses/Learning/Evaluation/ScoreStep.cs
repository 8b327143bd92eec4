using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Evaluation;

/// <summary>Patients by class of their score, with and without the outcome, and sums of losses; or squared errors of a number.</summary>
internal sealed record ScoreStep : Step
{
    /// <summary>Classes of a calibration table.</summary>
    public const int Tenths = 10;

    public ScoreStep(EvaluatedModel model, double[] thresholds, RankClasses? ranks)
    {
        Model = model;
        Thresholds = thresholds;
        Ranks = ranks;
        var rows = model.Rows;
        var layout = new LayoutBuilder().Counts("rows", 1, rows).Counts("events", 1, rows);
        if (ranks is not null)
        {
            layout.Counts("deaths", (ranks.Times.Length + 1) * (thresholds.Length + 1), rows).Counts("others", (ranks.Times.Length + 1) * (thresholds.Length + 1), rows);
        }
        else if (model.Task is LearningTask.Binary or LearningTask.Survival)
        {
            layout.Counts("positives", thresholds.Length + 1, rows).Counts("negatives", thresholds.Length + 1, rows)
                .Numbers("brier", 1, rows).Numbers("log loss", 1, rows * 800)
                .Counts("tenth rows", Tenths, rows).Numbers("tenth scores", Tenths, rows).Counts("tenth events", Tenths, rows);
            if (model.Question.Survival is { } survival) layout.Counts("times", survival.Lattice.Cells, rows);
        }
        else
        {
            layout.Numbers("errors", 1, rows * WholeNumbers.Most * WholeNumbers.Most).Numbers("response", 1, rows).Numbers("response squares", 1, rows);
        }

        Layout = layout.Build();
    }

    public EvaluatedModel Model { get; }

    /// <summary>Between classes of scores, ascending.</summary>
    public double[] Thresholds { get; }

    /// <summary>Survival: event times and whether this is the sum by time.</summary>
    public RankClasses? Ranks { get; }

    public override string Name => "scores";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        Model.Partition.Write(writer);
        writer.Bytes(Model.Fingerprint);
        writer.Numbers(Thresholds);
        if (Ranks is not null) writer.Integers(Ranks.Times);
    }
}
