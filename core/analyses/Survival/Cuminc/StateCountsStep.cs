using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Cuminc;

/// <summary>How many events of each state and censorings fall on each point of the time lattice, by stratum and group; with weights their sums, the sums of their squares and the rows behind them.</summary>
internal sealed record StateCountsStep : Step
{
    internal StateCountsStep(ModelFrame frame, CumincQuestion question, GroupLabels groups, GroupLabels strata)
    {
        Frame = frame;
        Question = question;
        Groups = groups;
        Strata = strata;
        var cells = checked((int)(groups.Count * strata.Count) * question.Response.Lattice.Cells);
        int events = checked(cells * question.Response.States.Count);
        var n = frame.Complete;
        var layout = new LayoutBuilder();
        if (question.Weights is not { } weights)
        {
            Layout = layout.Counts("events", events, n).Counts("censored", cells, n).Counts("off lattice", 1, n).Build();
            return;
        }

        var most = Math.Max(1, weights.Type.Maximum);
        Layout = layout
            .Numbers("events", events, n * most).Numbers("censored", cells, n * most).Counts("off lattice", 1, n)
            .Numbers("event squares", events, n * most * most).Numbers("censored squares", cells, n * most * most)
            .Counts("event rows", events, n).Counts("censored rows", cells, n).Counts("not positive", 1, n)
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
        Span<double> events = tally.Block("events"), censored = tally.Block("censored"), off = tally.Block("off lattice");
        if (Question.Weights is not { } column)
        {
            Count(run, events, censored, off);
            return tally;
        }

        var weights = SiteFrame.Of(Frame.Variables, run).Values(column);
        Count(run, events, censored, off, weights);
        Count(run, tally.Block("event squares"), tally.Block("censored squares"), new double[1], [.. weights.Select(w => w * w)]);
        Count(run, tally.Block("event rows"), tally.Block("censored rows"), new double[1]);
        tally.Block("not positive")[0] = weights.Count(w => w <= 0);
        return tally;
    }

    /// <summary>What the curve of a group is made of; strata are of the test alone.</summary>
    internal IncidenceCounts Counts(Total total, int group)
    {
        int cells = Question.Response.Lattice.Cells, wide = cells * Question.Response.States.Count, groups = (int)Groups.Count;
        ReadOnlyMemory<double> Part(string name, int width)
        {
            var block = total.Block(name);
            var sum = new double[width];
            for (var i = 0; i < width; i++)
            {
                for (var s = 0; s < (int)Strata.Count; s++) sum[i] += block[(((s * groups) + group) * width) + i];
            }

            return sum;
        }

        var counts = new IncidenceCounts(Part("events", wide), Part("censored", cells));
        return Question.Weights is null ? counts : counts with
        {
            EventSquares = Part("event squares", wide),
            CensoredSquares = Part("censored squares", cells),
            EventRows = Part("event rows", wide),
            CensoredRows = Part("censored rows", cells),
        };
    }

    /// <summary>Events are strata x groups x states x times, the others strata x groups x times.</summary>
    internal void Count(SiteRun run, Span<double> events, Span<double> censored, Span<double> off, double[]? weights = null)
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
            if (status[i] != 0) events[(((cell * response.States.Count) + (int)status[i] - 1) * lattice.Cells) + (int)t] += weights?[i] ?? 1;
            else censored[(cell * lattice.Cells) + (int)t] += weights?[i] ?? 1;
        }
    }
}
