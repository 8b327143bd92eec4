using FedOnco.Analyses.Survival.Cox;

namespace FedOnco.Analyses.Survival.Finegray;

/// <summary>A site's complete cases.</summary>
/// <param name="Data">Columns, times, events of interest.</param>
/// <param name="Strata">Stratum of each row.</param>
/// <param name="Competing">Whether the row ends in another event.</param>
internal sealed record FinegrayRows(CoxSiteData Data, int[] Strata, bool[] Competing)
{
    /// <summary>Lattice point of the end of follow-up within all strata.</summary>
    public int Slot(int row, int cells) => (Strata[row] * cells) + Data.Stop[row];

    /// <summary>Event times of the row's stratum, as positions from .. to - 1, and how many of them are at or before its end.</summary>
    public (int From, int Last, int To) Span(int row, EventTimes times)
    {
        var origin = Strata[row] * times.Cells;
        return (times.CountUpTo(origin - 1), times.CountUpTo(origin + Data.Stop[row]), times.CountUpTo(origin + times.Cells - 1));
    }

    /// <summary>Counts by stratum and time: events of interest, competing ones, censorings.</summary>
    public void Count(int cells, Span<double> events, Span<double> competing, Span<double> censored)
    {
        for (var i = 0; i < Competing.Length; i++)
        {
            var slot = Slot(i, cells);
            if (Data.Event[i]) events[slot]++;
            else if (Competing[i]) competing[slot]++;
            else censored[slot]++;
        }
    }
}
