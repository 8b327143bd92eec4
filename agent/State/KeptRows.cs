using FedOnco.Agent.Data.Rows;

namespace FedOnco.Agent.State;

/// <summary>
/// The snapshots of each dataset that this site let into a study, marks of their patients and values, and the rows that cohorts had in
/// them: what keeps answers apart after a refresh, when the earlier data are gone. Marks are keyed with a secret of this site; no value is kept.
/// </summary>
internal sealed class KeptRows : IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS snapshots (study TEXT, dataset TEXT, refresh INTEGER, hash BLOB NOT NULL, since INTEGER NOT NULL, patients BLOB, PRIMARY KEY (study, dataset, refresh));
        CREATE TABLE IF NOT EXISTS marks (study TEXT, dataset TEXT, refresh INTEGER, variable TEXT, marks BLOB NOT NULL, PRIMARY KEY (study, dataset, refresh, variable));
        CREATE TABLE IF NOT EXISTS cohorts (study TEXT, dataset TEXT, hash BLOB, rows BLOB NOT NULL, PRIMARY KEY (study, dataset, hash));
        """;

    private readonly StateDatabase _database;
    private readonly Dictionary<(string Study, string Dataset), HashSet<byte[]>> _cohorts = [];
    private readonly Lock _lock = new();

    /// <param name="folder">State folder.</param>
    public KeptRows(string folder)
        : this(new StateDatabase(FileOf(folder), Schema))
    {
    }

    private KeptRows(StateDatabase database) => _database = database;

    public static string FileOf(string folder) => Path.Combine(folder, "rows.db");

    /// <summary>For a look while the agent runs; nothing can be written through it. Null where there is nothing yet.</summary>
    public static KeptRows? ReadOnly(string folder) => File.Exists(FileOf(folder)) ? new KeptRows(StateDatabase.ReadOnly(FileOf(folder))) : null;

    /// <summary>Snapshots of a dataset, the earliest first.</summary>
    public IReadOnlyList<KeptSnapshot> Snapshots(string study, string dataset) => _database.Read(
        // Its type alone is in the head of the row: for IS NOT NULL all marks would be read.
        "SELECT refresh, hash, since, typeof(patients) <> 'null' FROM snapshots WHERE study = $a AND dataset = $b ORDER BY refresh",
        r => new KeptSnapshot((uint)r.GetInt64(0), (byte[])r[1], DateTimeOffset.FromUnixTimeSeconds(r.GetInt64(2)), r.GetInt64(3) == 1),
        study,
        dataset);

    /// <summary>The snapshot that calls run on; null before the first start.</summary>
    public KeptSnapshot? Current(string study, string dataset) => Snapshots(study, dataset) is [.., var last] ? last : null;

    /// <summary>The data that a study begins with here: nothing rests on others.</summary>
    public void Begin(string study, string dataset, uint refresh, byte[] hash, DateTimeOffset now) => _database.InOne(() =>
    {
        foreach (var table in (string[])["snapshots", "marks"]) _database.Write($"DELETE FROM {table} WHERE study = $a AND dataset = $b", study, dataset);
        _database.Write("INSERT INTO snapshots VALUES ($a, $b, $c, $d, $e, NULL)", study, dataset, (long)refresh, hash, now.ToUnixTimeSeconds());
    });

    /// <summary>The next data of a study, all or nothing.</summary>
    public void Refresh(string study, string dataset, uint refresh, byte[] hash, DateTimeOffset now, PatientMarks patients) => _database.InOne(() =>
    {
        _database.Write("INSERT INTO snapshots VALUES ($a, $b, $c, $d, $e, $f)", study, dataset, (long)refresh, hash, now.ToUnixTimeSeconds(), patients.ToBytes());
        WriteMarks(study, dataset, refresh, patients);
    });

    /// <summary>Marks of a snapshot that has none yet.</summary>
    public void KeepPatients(string study, string dataset, uint refresh, PatientMarks patients) => _database.InOne(() =>
    {
        _database.Write("UPDATE snapshots SET patients = $d WHERE study = $a AND dataset = $b AND refresh = $c", study, dataset, (long)refresh, patients.ToBytes());
        WriteMarks(study, dataset, refresh, patients);
    });

    /// <summary>Marks of the patients of a snapshot, ascending; null where they cannot be recognised.</summary>
    public UInt128[]? Patients(string study, string dataset, uint refresh) =>
        _database.Read("SELECT patients FROM snapshots WHERE study = $a AND dataset = $b AND refresh = $c AND patients IS NOT NULL", r => (byte[])r[0], study, dataset, (long)refresh) is [var bytes] ? PatientMarks.FromBytes(bytes) : null;

    /// <summary>Marks of a variable's values, in the order of the patients' marks; null where it was not in the dictionary.</summary>
    public byte[]? Marks(string study, string dataset, uint refresh, string variable) =>
        _database.Read("SELECT marks FROM marks WHERE study = $a AND dataset = $b AND refresh = $c AND variable = $d", r => (byte[])r[0], study, dataset, (long)refresh, variable).FirstOrDefault();

    /// <summary>Whether the rows of a cohort are kept.</summary>
    public bool Has(string study, string dataset, byte[] cohort)
    {
        lock (_lock) return Cohorts(study, dataset).Contains(cohort);
    }

    /// <summary>The rows of a cohort, as <see cref="CohortBytes"/> writes them; null where they are not kept.</summary>
    public byte[]? Rows(string study, string dataset, byte[] cohort) =>
        _database.Read("SELECT rows FROM cohorts WHERE study = $a AND dataset = $b AND hash = $c", r => (byte[])r[0], study, dataset, cohort).FirstOrDefault();

    /// <summary>Keeps the rows of cohorts; those of one that is kept stay.</summary>
    public void Keep(string study, string dataset, IReadOnlyCollection<(byte[] Hash, byte[] Rows)> cohorts)
    {
        if (cohorts.Count == 0) return;
        lock (_lock)
        {
            _database.InOne(() =>
            {
                foreach (var (hash, rows) in cohorts) _database.Write("INSERT OR IGNORE INTO cohorts VALUES ($a, $b, $c, $d)", study, dataset, hash, rows);
            });
            Cohorts(study, dataset).UnionWith(cohorts.Select(c => c.Hash));
        }
    }

    public void Dispose() => _database.Dispose();

    private HashSet<byte[]> Cohorts(string study, string dataset) => _cohorts.TryGetValue((study, dataset), out var known) ? known
        : _cohorts[(study, dataset)] = _database.Read("SELECT hash FROM cohorts WHERE study = $a AND dataset = $b", r => (byte[])r[0], study, dataset).ToHashSet(HashEquality.Instance);

    private void WriteMarks(string study, string dataset, uint refresh, PatientMarks patients)
    {
        foreach (var (variable, marks) in patients.Values()) _database.Write("INSERT OR REPLACE INTO marks VALUES ($a, $b, $c, $d, $e)", study, dataset, (long)refresh, variable, marks);
    }
}
