namespace FedOnco.Analyses.Survival.Finegray;

/// <summary>Whose rows belong together: a patient's rows follow one another, and only the last may end in an event or a censoring.</summary>
internal sealed class FinegrayPatients
{
    private FinegrayPatients(int rows)
    {
        Order = [.. Enumerable.Range(0, rows)];
        First = new bool[rows];
        Last = new bool[rows];
        Array.Fill(First, true);
        Array.Fill(Last, true);
    }

    /// <summary>Rows, those of one patient together.</summary>
    public int[] Order { get; private set; }

    public bool[] First { get; }

    public bool[] Last { get; }

    /// <summary>Rows that do not begin where the patient's row before them ended, change its stratum or come after its event.</summary>
    public int Conflicts { get; private set; }

    /// <summary>Each row a patient.</summary>
    public static FinegrayPatients Single(int rows) => new(rows);

    /// <param name="id">Patient of each row.</param>
    /// <param name="start">Entry, in the unit of the times.</param>
    /// <param name="stop">End.</param>
    /// <param name="strata">Stratum.</param>
    /// <param name="happened">Whether the row ends in an event of any kind.</param>
    public static FinegrayPatients Of(double[] id, double[] start, double[] stop, int[] strata, Func<int, bool> happened)
    {
        var patients = new FinegrayPatients(id.Length);
        int[] order = patients.Order = [.. patients.Order.OrderBy(i => id[i]).ThenBy(i => stop[i])];
        for (var o = 1; o < order.Length; o++)
        {
            int before = order[o - 1], row = order[o];
            if (id[before] != id[row]) continue;
            patients.Last[before] = patients.First[row] = false;
            if (start[row] != stop[before] || strata[row] != strata[before] || happened(before)) patients.Conflicts++;
        }

        return patients;
    }
}
