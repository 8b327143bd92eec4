using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Tests.Groups;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Ranks;

/// <summary>How many values fall on each point of the variable's lattice, by group: all that a rank test needs.</summary>
public sealed record RankCountsStep : Step
{
    public RankCountsStep(ModelFrame frame, GroupedQuestion question)
    {
        Frame = frame;
        Question = question;
        Grid = NumberGrid.Of(question.Response.Type);
        Groups = question.Group is { } group ? frame.UsedLevels(group).Count : 1;
        Layout = new LayoutBuilder().Counts("cells", Grid.Cells * Groups, frame.Complete).Counts("off lattice", 1, frame.Complete).Build();
    }

    public ModelFrame Frame { get; }

    public GroupedQuestion Question { get; }

    public NumberGrid Grid { get; }

    public int Groups { get; }

    public override string Name => "rank-counts";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer) => writer.Integer(Groups);

    /// <summary>The site's part.</summary>
    public Tally Sum(SiteRun run)
    {
        var site = SiteFrame.Of(Frame.Variables, run);
        var tally = new Tally(Layout);
        var cells = tally.Block("cells");
        var values = site.Values(Question.Response);
        var group = GroupMoments.GroupOf(Frame, Question, site);
        for (var i = 0; i < values.Length; i++)
        {
            var k = Grid.IndexOf(values[i]);
            if (double.IsNaN(k)) tally.Block("off lattice")[0]++;
            else cells[(group[i] * Grid.Cells) + (int)k]++;
        }

        return tally;
    }
}
