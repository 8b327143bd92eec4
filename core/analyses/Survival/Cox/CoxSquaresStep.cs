using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>Squares of the scaled columns about their means: what ridge() scales its penalty by.</summary>
public sealed record CoxSquaresStep : Step
{
    private readonly double[] _means;

    public CoxSquaresStep(CoxQuestion question, Frames.ModelFrame frame, double[] means)
    {
        (Question, Frame, _means) = (question, frame, means);
        Layout = new LayoutBuilder().Numbers("squares", means.Length, 4 * frame.Complete).Build();
    }

    public CoxQuestion Question { get; }

    public Frames.ModelFrame Frame { get; }

    public override string Name => "cox-squares";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer) => writer.Numbers(_means);

    /// <summary>The site's part.</summary>
    public Tally Sum(SiteRun run)
    {
        var data = CoxSiteData.Of(Question, Frame, run);
        var tally = new Tally(Layout);
        var squares = tally.Block("squares");
        for (var j = 0; j < squares.Length; j++)
        {
            foreach (var x in data.Columns[j]) squares[j] += (x - _means[j]) * (x - _means[j]);
        }

        return tally;
    }
}
