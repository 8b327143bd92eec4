using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Netsurv;

/// <summary>By group and day (or month): who leaves, deaths weighted by the inverse of what the population survives and its square, the weight at
/// risk, and the weighted hazard of the population.</summary>
public sealed record NetsurvStep : Step
{
    internal NetsurvStep(ModelFrame frame, NetsurvQuestion question, GroupLabels groups)
    {
        (Frame, Question, Groups) = (frame, question, groups);
        var cells = checked((int)groups.Count * (question.Axis.Cells + 1));
        double n = frame.Complete, heaviest = StableMath.Exp(new Mortality(question.Table).Largest * question.Axis.Days);
        Layout = new LayoutBuilder()
            .Counts("left", cells, n).Numbers("deaths", cells, n * heaviest).Numbers("squares", cells, n * heaviest * heaviest)
            .Numbers("weight", cells, 31 * n * heaviest).Numbers("expected", cells, n * heaviest).Counts("off lattice", 1, n)
            .Build();
    }

    public ModelFrame Frame { get; }

    public NetsurvQuestion Question { get; }

    internal GroupLabels Groups { get; }

    public override string Name => "net-survival";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Text(Question.Table.Name);
        writer.Integer((long)Groups.Count);
    }

    /// <summary>The site's part.</summary>
    public Tally Sum(SiteRun run)
    {
        var site = SiteFrame.Of(Frame.Variables, run);
        double[] stop = site.Values(Question.Response.Stop), died = site.Values(Question.Response.Event), age = site.Values(Question.Age), sex = site.Values(Question.Sex), diagnosis = site.Values(Question.Diagnosis);
        var groups = Groups.Assign(site);
        var mortality = new Mortality(Question.Table);
        int[] cellOf = [.. Enumerable.Range(0, Question.Axis.Days + 1).Select(d => d == 0 ? 0 : Question.Axis.CellOf(d))];
        var hazards = new double[Question.Axis.Days];
        var tally = new Tally(Layout);
        for (var i = 0; i < stop.Length; i++)
        {
            if (double.IsNaN(Question.Response.Lattice.IndexOf(stop[i])))
            {
                tally.Block("off lattice")[0]++;
                continue;
            }

            var days = Question.Axis.DayOf(stop[i]);
            mortality.Fill((int)sex[i], age[i], diagnosis[i], hazards.AsSpan(0, days));
            Add(tally, groups[i] * (Question.Axis.Cells + 1), cellOf, hazards, days, died[i] != 0);
        }

        return tally;
    }

    /// <summary>One patient: the weight at the end of each day is exp of the hazard up to it, and what it grows by is the day's weighted hazard.</summary>
    private static void Add(Tally tally, int origin, int[] cellOf, double[] hazards, int days, bool died)
    {
        Span<double> weight = tally.Block("weight"), expected = tally.Block("expected");
        double at = 1, hazard = -1, growth = 1;
        for (var d = 1; d <= days; d++)
        {
            if (hazards[d - 1] != hazard) growth = StableMath.Exp(hazard = hazards[d - 1]);
            var cell = origin + cellOf[d];
            var before = at;
            at *= growth;
            weight[cell] += at;
            expected[cell] += at - before;
        }

        var last = origin + cellOf[days];
        tally.Block("left")[last]++;
        if (!died) return;
        tally.Block("deaths")[last] += at;
        tally.Block("squares")[last] += at * at;
    }
}
