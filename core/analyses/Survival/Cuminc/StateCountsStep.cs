using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Cuminc;

/// <summary>How many events of each state and censorings fall on each point of the time lattice, by stratum and group.</summary>
internal sealed record StateCountsStep : Step
{
    internal StateCountsStep(ModelFrame frame, CumincQuestion question, GroupLabels groups, GroupLabels strata)
    {
        Frame = frame;
        Question = question;
        Groups = groups;
        Strata = strata;
        var cells = checked((int)(groups.Count * strata.Count) * question.Response.Lattice.Cells);
        Layout = new LayoutBuilder()
            .Counts("events", checked(cells * question.Response.States.Count), frame.Complete)
            .Counts("censored", cells, frame.Complete)
            .Counts("off lattice", 1, frame.Complete)
            .Build();
    }

    public ModelFrame Frame { get; }

    public CumincQuestion Question { get; }

    internal GroupLabels Groups { get; }

    internal GroupLabels Strata { get; }

    public override string Name => "state-counts";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Integer((long)Groups.Count);
        writer.Integer((long)Strata.Count);
    }

    /// <summary>The site's part.</summary>
    public Tally Sum(SiteRun run)
    {
        var tally = new Tally(Layout);
        Count(run, tally.Block("events"), tally.Block("censored"), tally.Block("off lattice"));
        return tally;
    }

    /// <summary>Events are strata x groups x states x times, the others strata x groups x times.</summary>
    internal void Count(SiteRun run, Span<double> events, Span<double> censored, Span<double> off)
    {
        var site = SiteFrame.Of(Frame.Variables, run);
        var response = Question.Response;
        double[] stop = site.Values(response.Stop), status = site.Values(response.Event);
        int[] group = Groups.Assign(site), stratum = Strata.Assign(site);
        var lattice = response.Lattice;
        for (var i = 0; i < stop.Length; i++)
        {
            var t = lattice.IndexOf(stop[i]);
            if (double.IsNaN(t))
            {
                off[0]++;
                continue;
            }

            var cell = (stratum[i] * (int)Groups.Count) + group[i];
            if (status[i] != 0) events[(((cell * response.States.Count) + (int)status[i] - 1) * lattice.Cells) + (int)t]++;
            else censored[(cell * lattice.Cells) + (int)t]++;
        }
    }
}
