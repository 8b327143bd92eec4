using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Survfit;

/// <summary>How many events, censorings and entries fall on each point of the time lattice, by group.</summary>
public sealed record SurvivalCountsStep : Step
{
    internal SurvivalCountsStep(ModelFrame frame, SurvivalResponse response, GroupLabels groups)
    {
        Frame = frame;
        Response = response;
        Groups = groups;
        var cells = checked((int)groups.Count * response.Lattice.Cells);
        Layout = new LayoutBuilder()
            .Counts("events", cells, frame.Complete)
            .Counts("censored", cells, frame.Complete)
            .Counts("entries", response.Start is null ? 0 : cells, frame.Complete)
            .Counts("off lattice", 1, frame.Complete)
            .Build();
    }

    public ModelFrame Frame { get; }

    public SurvivalResponse Response { get; }

    internal GroupLabels Groups { get; }

    public override string Name => "survival-counts";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer) => writer.Integer((long)Groups.Count);

    /// <summary>The site's part.</summary>
    public Tally Sum(SiteRun run)
    {
        var site = SiteFrame.OfCounts(Frame.Variables, run);
        var tally = new Tally(Layout);
        Span<double> events = tally.Block("events"), censored = tally.Block("censored"), entries = tally.Block("entries"), off = tally.Block("off lattice");
        double[] stop = site.Values(Response.Stop), status = site.Values(Response.Event);
        var start = Response.Start is null ? null : site.Values(Response.Start);
        var groups = Groups.Assign(site);
        var lattice = Response.Lattice;
        for (var i = 0; i < stop.Length; i++)
        {
            double t = lattice.IndexOf(stop[i]), s = start is null ? 0 : lattice.IndexOf(start[i]);
            if (double.IsNaN(t) || double.IsNaN(s))
            {
                off[0] += site.CountOf(i);
                continue;
            }

            var cell = groups[i] * lattice.Cells;
            var rows = site.CountOf(i);
            if (status[i] != 0) events[cell + (int)t] += rows;
            else censored[cell + (int)t] += rows;
            if (start is not null) entries[cell + (int)s] += rows;
        }

        return tally;
    }
}
