namespace FedOnco.Agent.State;

/// <summary>Snapshots that were found to conform, so that a start need not read unchanged files again.</summary>
/// <param name="folder">State folder.</param>
/// <param name="build">Of the program that checks; this one where it is null. Another one may check otherwise, or read files with another engine.</param>
internal sealed class CheckedSnapshots(string folder, Guid? build = null) : IDisposable
{
    private const string Schema = "CREATE TABLE IF NOT EXISTS checked (study TEXT, dataset TEXT, snapshot BLOB NOT NULL, rows INTEGER NOT NULL, patients INTEGER NOT NULL, PRIMARY KEY (study, dataset)) WITHOUT ROWID;";

    private readonly StateDatabase _database = new(Path.Combine(folder, "checked.db"), Schema);

    public Guid Build { get; } = build ?? typeof(CheckedSnapshots).Module.ModuleVersionId;

    /// <summary>Rows and patients of a snapshot, which is checked where this very one was not yet.</summary>
    /// <param name="study">Study.</param>
    /// <param name="dataset">Dataset.</param>
    /// <param name="snapshot">Of its files, mapping, dictionary and of the program that checks.</param>
    /// <param name="check">Null where it does not conform; then it is checked again the next time.</param>
    /// <param name="isUnchanged">Asked after the check: what was put in the place of the files meanwhile is not what the snapshot is of.</param>
    public CheckedRows? Once(string study, string dataset, byte[] snapshot, Func<CheckedRows?> check, Func<bool> isUnchanged)
    {
        if (Find(study, dataset, snapshot) is { } before) return before;
        var counted = check();
        if (counted is not null && isUnchanged()) Keep(study, dataset, snapshot, counted);
        return counted;
    }

    public void Dispose() => _database.Dispose();

    private CheckedRows? Find(string study, string dataset, byte[] snapshot) =>
        _database.Read("SELECT rows, patients FROM checked WHERE study = $a AND dataset = $b AND snapshot = $c", r => new CheckedRows(r.GetInt64(0), r.GetInt64(1)), study, dataset, snapshot).SingleOrDefault();

    /// <summary>In the place of what was kept of the dataset before.</summary>
    private void Keep(string study, string dataset, byte[] snapshot, CheckedRows counted) =>
        _database.Write("INSERT OR REPLACE INTO checked VALUES ($a, $b, $c, $d, $e)", study, dataset, snapshot, counted.Rows, counted.Patients);
}
