using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Response;

namespace FedOnco.Analyses.Survival.Multistate;

/// <summary>A site's rows in the order of patients and times, each with the state it starts from.</summary>
internal sealed class MultistateRows
{
    private MultistateRows(int rows)
    {
        Group = new int[rows];
        Start = new int[rows];
        Stop = new int[rows];
        From = new int[rows];
        To = new int[rows];
        Patient = new int[rows];
        Leaves = new bool[rows];
    }

    public int[] Group { get; }

    /// <summary>Lattice point of the entry, -1 from the beginning; at risk strictly after it.</summary>
    public int[] Start { get; }

    public int[] Stop { get; }

    /// <summary>State during the row: what the patient's earlier rows led to, at first the initial one.</summary>
    public int[] From { get; }

    /// <summary>State that the row ends in, its own where nothing happens.</summary>
    public int[] To { get; }

    /// <summary>Dense number of the patient.</summary>
    public int[] Patient { get; }

    /// <summary>Observation ends with the row and without an event: no row of the patient goes on from here.</summary>
    public bool[] Leaves { get; }

    /// <summary>Rows that begin before the patient's row before them has ended.</summary>
    public int Overlaps { get; private set; }

    public int OffLattice { get; private set; }

    public int Rows { get; private set; }

    public static MultistateRows Of(MultistateQuestion question, ModelFrame frame, GroupLabels groups, SiteRun run) => run.Derived("multistate", () =>
    {
        var site = SiteFrame.Of(frame.Variables, run);
        var response = question.Response;
        double[] stop = site.Values(response.Stop), state = site.Values(response.Event);
        var start = response.Start is null ? null : site.Values(response.Start);
        var id = question.Id is null ? null : site.Values(question.Id);
        var group = groups.Assign(site);
        int[] order = [.. Enumerable.Range(0, site.Rows).OrderBy(i => id?[i] ?? i).ThenBy(i => stop[i])];
        var rows = new MultistateRows(site.Rows);
        var grouped = response.Lattice.IsGrouped;
        var k = -1;
        for (var o = 0; o < order.Length; o++)
        {
            int i = order[o], before = o == 0 ? -1 : order[o - 1];
            var again = before >= 0 && id is not null && id[i] == id[before];
            double t = response.Lattice.IndexOf(stop[i]), s = start is null ? -1 : response.Lattice.EntryOf(start[i], t);
            if (double.IsNaN(s) || double.IsNaN(t)) rows.OffLattice++;
            if (again && (start is null || start[i] < stop[before])) rows.Overlaps++;
            // Moves of one month are one move, from where the month began to where it ended.
            var merged = grouped && again && group[i] == rows.Group[k] && t == rows.Stop[k];
            if (!merged) k++;
            rows.Group[k] = group[i];
            if (!merged)
            {
                rows.Start[k] = double.IsNaN(s) ? -1 : (int)s;
                rows.Stop[k] = double.IsNaN(t) ? 0 : (int)t;
                rows.Patient[k] = k == 0 ? 0 : rows.Patient[k - 1] + (again ? 0 : 1);
                rows.From[k] = again ? rows.To[k - 1] : 0;
                rows.To[k] = rows.From[k];
                if (again && start is not null && start[i] == stop[before] && group[i] == rows.Group[k - 1]) rows.Leaves[k - 1] = false;
            }

            if (state[i] != 0) rows.To[k] = (int)state[i];
            rows.Leaves[k] = state[i] == 0;
        }

        rows.Rows = k + 1;
        return rows;
    });
}
