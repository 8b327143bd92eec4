using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Multistate;

/// <summary>By group: moves from state to state, entries and ends of rows by state, and censorings, at each point of the time lattice.</summary>
internal sealed record MultistateCountsStep : Step
{
    public MultistateCountsStep(MultistateQuestion question, ModelFrame frame, GroupLabels groups)
    {
        Question = question;
        Frame = frame;
        Groups = groups;
        int g = (int)groups.Count, cells = question.Response.Lattice.Cells, states = question.States.Count;
        var n = frame.Complete;
        Layout = new LayoutBuilder()
            .Counts("moves", checked(g * states * states * cells), n)
            .Counts("entries", checked(g * states * cells), n)
            .Counts("ends", checked(g * states * cells), n)
            .Counts("censored", g * cells, n)
            .Counts("patients", g, n)
            .Counts("overlaps", 1, n)
            .Counts("off lattice", 1, n)
            .Build();
    }

    public MultistateQuestion Question { get; }

    public ModelFrame Frame { get; }

    public GroupLabels Groups { get; }

    public override string Name => "multistate-counts";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer) => writer.Integer((long)Groups.Count);

    public Tally Sum(SiteRun run)
    {
        var rows = MultistateRows.Of(Question, Frame, Groups, run);
        var tally = new Tally(Layout);
        Span<double> moves = tally.Block("moves"), entries = tally.Block("entries"), ends = tally.Block("ends"), censored = tally.Block("censored"), patients = tally.Block("patients");
        int cells = Question.Response.Lattice.Cells, states = Question.States.Count;
        var seen = new HashSet<(int, int)>();
        for (var i = 0; i < rows.Rows; i++)
        {
            var state = (rows.Group[i] * states) + rows.From[i];
            // Those without an entry are at risk from before the first point: they count at it and are moved there by the curve.
            if (rows.Start[i] >= 0) entries[(state * cells) + rows.Start[i]]++;
            ends[(state * cells) + rows.Stop[i]]++;
            if (rows.To[i] != rows.From[i]) moves[((((state * states) + rows.To[i]) * cells)) + rows.Stop[i]]++;
            else if (rows.Leaves[i]) censored[(rows.Group[i] * cells) + rows.Stop[i]]++;
            if (seen.Add((rows.Group[i], rows.Patient[i]))) patients[rows.Group[i]]++;
        }

        tally.Block("overlaps")[0] = rows.Overlaps;
        tally.Block("off lattice")[0] = rows.OffLattice;
        return tally;
    }
}
