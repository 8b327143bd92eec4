using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Disclosure;

/// <summary>Which rows belong to one patient at a site; the privacy unit of every threshold.</summary>
internal sealed class PatientIndex
{
    private PatientIndex(int rows, int[]? order, int[]? starts)
    {
        Rows = rows;
        Order = order;
        Starts = starts;
    }

    /// <summary>Rows of the dataset, and patients behind them who were there before a refresh.</summary>
    public int Rows { get; }

    /// <summary>Every row is a patient of its own.</summary>
    public bool IsUnique => Order is null;

    /// <summary>Rows, those of one patient together; null where every row is a patient.</summary>
    public int[]? Order { get; }

    /// <summary>Where each patient starts in <see cref="Order"/>; one more than there are patients.</summary>
    public int[]? Starts { get; }

    /// <param name="key">The dictionary's patient key, empty where a row is a patient; rows without a key count as a patient each.</param>
    /// <param name="whole">All rows.</param>
    public static PatientIndex Of(string key, SiteRun whole) => whole.Remember("patients", () => Build(key, whole));

    private static PatientIndex Build(string key, SiteRun whole)
    {
        // Only a dataset with one row a patient is refreshed.
        if (whole.IsPatientARow(key)) return new PatientIndex(whole.Rows + (whole.Earlier?.Departed ?? 0), null, null);
        var keys = whole.Column(key).ToArray();
        var order = Enumerable.Range(0, keys.Length).ToArray();
        Array.Sort(keys, order);
        var starts = new List<int>(keys.Length + 1);
        for (var i = 0; i < keys.Length; i++)
        {
            if (i == 0 || double.IsNaN(keys[i]) || keys[i] != keys[i - 1]) starts.Add(i);
        }

        if (starts.Count == keys.Length) return new PatientIndex(whole.Rows, null, null);
        starts.Add(keys.Length);
        return new PatientIndex(whole.Rows, order, [.. starts]);
    }
}
