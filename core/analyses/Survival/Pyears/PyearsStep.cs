using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Analyses.Survival.Survfit;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Pyears;

/// <summary>Rows, events and time at risk by group; nothing by time.</summary>
internal sealed record PyearsStep : Step
{
    internal PyearsStep(ModelFrame frame, SurvfitQuestion question, GroupLabels groups)
    {
        Frame = frame;
        Question = question;
        Groups = groups;
        var g = (int)groups.Count;
        var lattice = question.Response.Lattice;
        var longest = Math.Max(Math.Abs(lattice.Value(0)), Math.Abs(lattice.Value(lattice.Cells - 1)));
        Layout = new LayoutBuilder()
            .Counts("n", g, frame.Complete)
            .Counts("events", g, frame.Complete)
            .Numbers("time", g, frame.Complete * 2 * longest)
            .Counts("off lattice", 1, frame.Complete)
            .Build();
    }

    public ModelFrame Frame { get; }

    public SurvfitQuestion Question { get; }

    internal GroupLabels Groups { get; }

    public override string Name => "pyears";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer) => writer.Integer((long)Groups.Count);

    /// <summary>The site's part.</summary>
    public Tally Sum(SiteRun run)
    {
        var site = SiteFrame.Of(Frame.Variables, run);
        var tally = new Tally(Layout);
        Span<double> n = tally.Block("n"), events = tally.Block("events"), time = tally.Block("time"), off = tally.Block("off lattice");
        double[] stop = site.Values(Question.Response.Stop), status = site.Values(Question.Response.Event);
        var start = Question.Response.Start is null ? null : site.Values(Question.Response.Start);
        var groups = Groups.Assign(site);
        var lattice = Question.Response.Lattice;
        for (var i = 0; i < stop.Length; i++)
        {
            if (double.IsNaN(lattice.IndexOf(stop[i])) || (start is not null && double.IsNaN(lattice.IndexOf(start[i])))) off[0]++;
            n[groups[i]]++;
            if (status[i] != 0) events[groups[i]]++;
            time[groups[i]] += stop[i] - (start?[i] ?? 0);
        }

        return tally;
    }
}
