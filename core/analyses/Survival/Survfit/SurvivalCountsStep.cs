using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Survfit;

/// <summary>How many events, censorings and entries fall on each point of the time grid, by group; with weights their sums, the rows
/// behind them and, where patients enter at the start, squared weights for the robust variance.</summary>
public sealed record SurvivalCountsStep : Step
{
    // Counts up to this fit the short ring, which halves what is masked and sent.
    private const double MostShort = 1L << 50;

    // Rows whose points are looked up at a time.
    private const int Chunk = 2048;

    internal SurvivalCountsStep(ModelFrame frame, SurvivalResponse response, GroupLabels groups, CompiledExpression? weights = null)
    {
        Weights = weights;
        Frame = frame;
        Response = response;
        Groups = groups;
        var cells = checked((int)groups.Count * response.Lattice.Cells);
        var delayed = response.Start is not null;
        Layout = weights is null
            ? new LayoutBuilder(frame.Complete < MostShort ? Ring.Bits64 : Ring.Bits128).Counts("events", cells, frame.Complete).Counts("censored", cells, frame.Complete).Counts("entries", delayed ? cells : 0, frame.Complete)
                .Counts("off lattice", 1, frame.Complete).Build()
            : WeightedLayout(weights, cells, delayed, frame.Complete);
    }

    public ModelFrame Frame { get; }

    public SurvivalResponse Response { get; }

    internal GroupLabels Groups { get; }

    /// <summary>Positive; null where every row counts as one.</summary>
    public CompiledExpression? Weights { get; }

    public override string Name => "survival-counts";

    // 2: counts in the short ring.
    public override int Version => 2;

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer) => writer.Integer((long)Groups.Count);

    /// <summary>The site's part.</summary>
    public Tally Sum(SiteRun run)
    {
        var site = SiteFrame.OfCounts(Frame.Variables, run);
        var tally = new Tally(Layout);
        Span<double> events = tally.Block("events"), censored = tally.Block("censored"), entries = tally.Block("entries"), off = tally.Block("off lattice");
        double[] stop = site.Values(Response.Stop), status = site.Values(Response.Event);
        if (Weights is null && Response.Start is null && site.Counts is null)
        {
            off[0] = CountPatients(stop, status, Groups.Assign(site), events, censored);
            return tally;
        }

        var start = Response.Start is null ? null : site.Values(Response.Start);
        var weights = Weights is null ? null : site.Values(Weights);
        var groups = Groups.Assign(site);
        var lattice = Response.Lattice;
        for (var i = 0; i < stop.Length; i++)
        {
            double t = lattice.IndexOf(stop[i]), s = start is null ? 0 : lattice.EntryOf(start[i], t);
            if (double.IsNaN(t) || double.IsNaN(s))
            {
                off[0] += site.CountOf(i);
                continue;
            }

            var cell = groups[i] * lattice.Cells;
            var rows = site.CountOf(i);
            var weight = weights?[i] ?? 1;
            if (status[i] != 0) events[cell + (int)t] += rows * weight;
            else censored[cell + (int)t] += rows * weight;
            if (start is not null) entries[cell + (int)s] += rows * weight;
            if (weights is not null) CountRows(tally, cell + (int)t, start is null ? -1 : cell + (int)s, status[i] != 0, weight, rows);
        }

        return tally;
    }

    /// <summary>Patients who are at risk from the start, each a row; returns how many end at no point of the grid.</summary>
    private int CountPatients(double[] stop, double[] status, int[] groups, Span<double> events, Span<double> censored)
    {
        var off = 0;
        var cells = Response.Lattice.Cells;
        // Events, then censorings: whether a patient died is as good as random, so nothing branches on it.
        var found = new int[2 * events.Length];
        Span<int> points = stackalloc int[Chunk];
        for (var start = 0; start < stop.Length; start += Chunk)
        {
            var count = Math.Min(Chunk, stop.Length - start);
            Response.Lattice.IndexesOf(stop.AsSpan(start, count), points);
            ReadOnlySpan<double> died = status.AsSpan(start, count);
            ReadOnlySpan<int> group = groups.AsSpan(start, count);
            for (var i = 0; i < count; i++)
            {
                if (points[i] < 0) off++;
                else found[(group[i] * cells) + points[i] + ((died[i] != 0 ? 0 : 1) * events.Length)]++;
            }
        }

        for (var cell = 0; cell < events.Length; cell++) (events[cell], censored[cell]) = (found[cell], found[events.Length + cell]);
        return off;
    }

    /// <summary>Rows with one weight that leave at one point.</summary>
    private static void CountRows(Tally tally, int left, int entered, bool died, double weight, double rows)
    {
        tally.Block("rows left")[left] += rows;
        if (died) tally.Block("deaths")[left] += rows;
        if (entered >= 0) tally.Block("rows entered")[entered] += rows;
        else tally.Block(died ? "event squares" : "censored squares")[left] += rows * weight * weight;
        if (weight != Math.Floor(weight)) tally.Block("fractional")[0] += rows;
        if (weight <= 0) tally.Block("not positive")[0] += rows;
    }

    private static TallyLayout WeightedLayout(CompiledExpression weights, int cells, bool delayed, double n)
    {
        var most = Math.Max(1, weights.Type.Maximum);
        return new LayoutBuilder()
            .Numbers("events", cells, n * most).Numbers("censored", cells, n * most).Numbers("entries", delayed ? cells : 0, n * most)
            .Counts("off lattice", 1, n).Counts("rows left", cells, n).Counts("deaths", cells, n).Counts("rows entered", delayed ? cells : 0, n)
            .Numbers("event squares", delayed ? 0 : cells, n * most * most).Numbers("censored squares", delayed ? 0 : cells, n * most * most)
            .Counts("fractional", 1, n).Counts("not positive", 1, n)
            .Build();
    }
}
