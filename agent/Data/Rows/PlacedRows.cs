using System.Collections.Concurrent;
using FedOnco.Agent.State;
using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Rows;

/// <summary>The patients of earlier snapshots placed on the rows of today; those who left stand behind them.</summary>
internal sealed class PlacedRows : IEarlierRows
{
    private readonly HeldDataset _held;
    private readonly KeptRows _kept;
    private readonly string _site;
    private readonly UInt128[] _patients;
    private readonly int[] _rows;
    private readonly Dictionary<string, (uint Refresh, int[] Places)> _earlier = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string, string), ulong[]> _changed = new();

    /// <param name="held">Dataset.</param>
    /// <param name="kept">What this site keeps of earlier snapshots.</param>
    /// <param name="site">Id of this site.</param>
    /// <param name="patients">Patients of today.</param>
    public PlacedRows(HeldDataset held, KeptRows kept, string site, PatientMarks patients)
    {
        (_held, _kept, _site, _patients, _rows) = (held, kept, site, patients.Marks, patients.Rows);
        var departed = new Dictionary<UInt128, int>();
        foreach (var snapshot in kept.Snapshots(held.Entry.Study, held.Entry.Dataset).Where(s => s.HasPatients && !s.Hash.AsSpan().SequenceEqual(held.SnapshotHash)))
        {
            var before = kept.Patients(held.Entry.Study, held.Entry.Dataset, snapshot.Refresh) ?? [];
            _earlier.TryAdd(Convert.ToHexStringLower(snapshot.Hash), (snapshot.Refresh, [.. before.Select(p => PlaceOf(p, departed))]));
        }

        Departed = departed.Count;
    }

    /// <inheritdoc/>
    public int Departed { get; }

    /// <summary>Rows of today, in the order in which cohorts are kept.</summary>
    public ReadOnlySpan<int> Order => _rows;

    /// <inheritdoc/>
    public string? SnapshotOf(HistoryEntry entry)
    {
        if (entry.Sites.IndexOf(_site) is not (>= 0 and var position)) return null;
        var own = entry.SnapshotHashes[position].Span;
        return own.SequenceEqual(_held.SnapshotHash) ? null : Convert.ToHexStringLower(own);
    }

    /// <inheritdoc/>
    public int[] Labels(HistoryEntry entry)
    {
        var labels = new int[_rows.Length + Departed];
        Array.Fill(labels, -1);
        var cells = CohortBytes.Read(_kept.Rows(_held.Entry.Study, _held.Entry.Dataset, History.Hash(entry)) ?? throw Unavailable());
        if (cells.Length == 0) return labels;
        // The gate admits no entry of a snapshot that is not kept.
        var places = SnapshotOf(entry) is { } name && _earlier.TryGetValue(name, out var snapshot) && snapshot.Places.Length == cells.Length ? snapshot.Places : throw Unavailable();
        for (var i = 0; i < cells.Length; i++) labels[places[i]] = cells[i];
        return labels;
    }

    /// <inheritdoc/>
    public ulong[] Changed(string snapshot, string variable) => _changed.GetOrAdd((snapshot, variable), _ => Compare(snapshot, variable));

    private ulong[] Compare(string snapshot, string variable)
    {
        var (study, dataset) = (_held.Entry.Study, _held.Entry.Dataset);
        if (!_earlier.TryGetValue(snapshot, out var earlier)) throw Unavailable();
        var before = _kept.Marks(study, dataset, earlier.Refresh, variable) ?? throw Unavailable();
        var now = _kept.Marks(study, dataset, _held.Refresh, variable) ?? throw Unavailable();
        if (now.Length != PatientMarks.ValueLength * _rows.Length || before.Length != PatientMarks.ValueLength * earlier.Places.Length) throw Unavailable();
        var position = new int[_rows.Length];
        for (var i = 0; i < _rows.Length; i++) position[_rows[i]] = i;
        var bits = new ulong[(_rows.Length + 63) / 64];
        for (var i = 0; i < earlier.Places.Length; i++)
        {
            var row = earlier.Places[i];
            if (row < _rows.Length && !MarkAt(before, i).SequenceEqual(MarkAt(now, position[row]))) bits[row >> 6] |= 1UL << (row & 63);
        }

        return bits;
    }

    private static ReadOnlySpan<byte> MarkAt(byte[] marks, int patient) => marks.AsSpan(PatientMarks.ValueLength * patient, PatientMarks.ValueLength);

    private int PlaceOf(UInt128 patient, Dictionary<UInt128, int> departed)
    {
        if (Array.BinarySearch(_patients, patient) is >= 0 and var at) return _rows[at];
        if (!departed.TryGetValue(patient, out var place)) departed[patient] = place = _rows.Length + departed.Count;
        return place;
    }

    private FedOncoException Unavailable() => new(ErrorReason.HistoryUnavailable, $"{_site} does not keep what an earlier cohort of {_held.Entry.Dataset} had before the refresh. The study needs a new dataset name.");
}
