using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Survdiff;

/// <summary>Counts by stratum, group and time; with strata(site) the centre's own observed, expected and covariance instead.</summary>
public sealed record SurvdiffStep : Step
{
    internal SurvdiffStep(ModelFrame frame, SurvdiffQuestion question, GroupLabels groups, GroupLabels strata, double rho)
    {
        Frame = frame;
        Question = question;
        Groups = groups;
        Strata = strata;
        Rho = rho;
        var g = (int)groups.Count;
        var n = frame.Complete;
        var builder = question.BySite
            ? new LayoutBuilder().Counts("n", g, n).Numbers("observed", g, n).Numbers("expected", g, n).Numbers("variance", g * g, n)
            : new LayoutBuilder().Counts("events", g * (int)strata.Count * question.Response.Lattice.Cells, n).Counts("censored", g * (int)strata.Count * question.Response.Lattice.Cells, n);
        Layout = builder.Counts("off lattice", 1, n).Build();
    }

    public ModelFrame Frame { get; }

    public SurvdiffQuestion Question { get; }

    internal GroupLabels Groups { get; }

    internal GroupLabels Strata { get; }

    public double Rho { get; }

    public override string Name => "survdiff";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Integer((long)Groups.Count);
        writer.Integer((long)Strata.Count);
        writer.Number(Rho);
    }

    /// <summary>The site's part.</summary>
    public Tally Sum(SiteRun run)
    {
        var tally = new Tally(Layout);
        int groups = (int)Groups.Count, strata = (int)Strata.Count;
        if (!Question.BySite)
        {
            Count(run, tally.Block("events"), tally.Block("censored"), tally.Block("off lattice"));
            return tally;
        }

        var (events, censored) = OwnCounts(run, tally.Block("off lattice"));
        var test = Compare(events, censored, groups, strata, Rho);
        test.N.CopyTo(tally.Block("n"));
        test.Observed.CopyTo(tally.Block("observed"));
        test.Expected.CopyTo(tally.Block("expected"));
        test.Variance.CopyTo(tally.Block("variance"));
        return tally;
    }

    /// <summary>The centre's own counts, strata x groups x times; they do not leave it.</summary>
    internal (double[] Events, double[] Censored) OwnCounts(SiteRun run, Span<double> off)
    {
        double[] events = new double[(int)Groups.Count * (int)Strata.Count * Question.Response.Lattice.Cells], censored = new double[events.Length];
        Count(run, events, censored, off);
        return (events, censored);
    }

    /// <summary>The comparison summed over strata; events and censorings are strata x groups x times.</summary>
    internal static LogRank Compare(ReadOnlySpan<double> events, ReadOnlySpan<double> censored, int groups, int strata, double rho)
    {
        var test = new LogRank(groups);
        var length = events.Length / strata;
        for (var s = 0; s < strata; s++) test.Add(events.Slice(s * length, length), censored.Slice(s * length, length), rho);
        return test;
    }

    private void Count(SiteRun run, Span<double> events, Span<double> censored, Span<double> off)
    {
        var site = SiteFrame.OfCounts(Frame.Variables, run);
        double[] stop = site.Values(Question.Response.Stop), status = site.Values(Question.Response.Event);
        int[] group = Groups.Assign(site), stratum = Strata.Assign(site);
        var lattice = Question.Response.Lattice;
        for (var i = 0; i < stop.Length; i++)
        {
            var t = lattice.IndexOf(stop[i]);
            if (double.IsNaN(t))
            {
                off[0] += site.CountOf(i);
                continue;
            }

            var cell = (((stratum[i] * (int)Groups.Count) + group[i]) * lattice.Cells) + (int)t;
            if (status[i] != 0) events[cell] += site.CountOf(i);
            else censored[cell] += site.CountOf(i);
        }
    }
}
