using FedOnco.Analyses.Survival.Cox;

namespace FedOnco.Analyses.Survival.Finegray;

/// <summary>A site's complete cases.</summary>
/// <param name="Data">Columns, times, events of interest.</param>
/// <param name="Strata">Stratum of each row.</param>
/// <param name="Competing">Whether the row ends in another event.</param>
/// <param name="Patients">Whose rows belong together.</param>
/// <param name="Enter">Lattice point of each row's entry, null where all are at risk from the start; at risk strictly after it.</param>
internal sealed record FinegrayRows(CoxSiteData Data, int[] Strata, bool[] Competing, FinegrayPatients Patients, int[]? Enter)
{
    public static FinegrayRows Of(CoxSiteData data, int[] strata, bool[] competing, FinegrayPatients patients)
    {
        var enter = data.Start is null ? null : (int[])data.Start.Clone();
        // Rows of one month are one: the last of them, from where the first began.
        for (var o = 1; enter is not null && o < patients.Order.Length; o++)
        {
            int before = patients.Order[o - 1], row = patients.Order[o];
            if (!patients.First[row] && data.Stop[before] == data.Stop[row]) (enter[row], enter[before]) = (enter[before], data.Stop[before]);
        }

        return new FinegrayRows(data, strata, competing, patients, enter);
    }

    /// <summary>Lattice point of the end of follow-up within all strata.</summary>
    public int Slot(int row, int cells) => (Strata[row] * cells) + Data.Stop[row];

    /// <summary>Event times of the row's stratum, as positions from .. to - 1, and how many of all come at or before its entry and its end.</summary>
    public (int From, int Entered, int Last, int To) Span(int row, EventTimes times)
    {
        var origin = Strata[row] * times.Cells;
        var from = times.CountUpTo(origin - 1);
        return (from, Enter is null ? from : times.CountUpTo(origin + Enter[row]), times.CountUpTo(origin + Data.Stop[row]), times.CountUpTo(origin + times.Cells - 1));
    }

    /// <summary>Counts of patients by stratum and time: events of interest, competing ones, censorings; entries where they are asked for.</summary>
    public void Count(int cells, Span<double> events, Span<double> competing, Span<double> censored, Span<double> entries)
    {
        for (var i = 0; i < Competing.Length; i++)
        {
            var slot = Slot(i, cells);
            if (Data.Event[i]) events[slot]++;
            else if (Competing[i]) competing[slot]++;
            else if (Patients.Last[i]) censored[slot]++;
            if (Data.Start is not null && Patients.First[i]) entries[(Strata[i] * cells) + Data.Start[i]]++;
        }
    }

    /// <summary>The curve of these patients alone.</summary>
    public CensoringTimes Times(int strata, int cells)
    {
        double[] events = new double[strata * cells], competing = new double[events.Length], censored = new double[events.Length], entries = new double[Enter is null ? 0 : events.Length];
        Count(cells, events, competing, censored, entries);
        return new CensoringTimes(events, competing, censored, entries, cells);
    }

    /// <summary>Risk of each row times the largest weight that it comes to.</summary>
    public double[] Weights(double[] means, double[] coefficients, CensoringTimes times)
    {
        var risks = Data.Risks(means, coefficients);
        for (var i = 0; i < risks.Length; i++)
        {
            var slot = Slot(i, times.Events.Cells);
            if (Competing[i] && times.Peak[slot] > times.Before[slot]) risks[i] *= times.Peak[slot] / times.Before[slot];
        }

        return risks;
    }
}
