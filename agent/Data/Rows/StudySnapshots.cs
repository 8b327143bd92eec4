using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.Gate;
using FedOnco.Agent.State;
using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Rows;

/// <summary>Which data of this site a study runs on: those that it began with, until this site's IT takes others.</summary>
/// <param name="site">Id of this site.</param>
/// <param name="policy">Its rules.</param>
/// <param name="kept">Snapshots and rows that it keeps.</param>
/// <param name="ledger">What it was asked.</param>
/// <param name="localKey">Its secret.</param>
/// <param name="clock">Time.</param>
internal sealed class StudySnapshots(string site, Policy policy, KeptRows kept, CohortLedger ledger, byte[] localKey, TimeProvider clock)
{
    /// <summary>At the start of the agent: data that changed without a refresh are not asked about.</summary>
    public void Settle(HeldDataset held)
    {
        if (held.Problem is not null) return;
        var (study, dataset) = (held.Entry.Study, held.Entry.Dataset);
        var last = kept.Current(study, dataset);
        if (last is not null && !last.Hash.AsSpan().SequenceEqual(held.SnapshotHash) && IsAsked(held))
        {
            held.Settle(last.Refresh, new Problem { Reason = ErrorReason.HistoryUnavailable, Message = $"The data of {dataset} changed since it was first asked about, and no refresh was taken there. Its IT puts the old data back, or takes a refresh together with the other centres (`fedonco-agent refresh`)." });
            return;
        }

        if (last is null || !last.Hash.AsSpan().SequenceEqual(held.SnapshotHash)) kept.Begin(study, dataset, last?.Refresh ?? 0, held.SnapshotHash, clock.GetUtcNow());
        held.Settle(last?.Refresh ?? 0, null);
        if (held.Entry.IsPublic && policy.IsOpen) return;
        Recognise(held);
        held.Forget();
    }

    /// <summary>Takes the data that lie there now as the study's next snapshot here.</summary>
    /// <param name="held">As the catalogue has it now.</param>
    /// <exception cref="FedOncoException">Policy, HistoryUnavailable, DataNotConforming, WrongArgument.</exception>
    public RefreshCounts Refresh(HeldDataset held)
    {
        if (held.Problem is { } problem) throw new FedOncoException(problem.Reason, problem.Message);
        var (study, dataset) = (held.Entry.Study, held.Entry.Dataset);
        var last = kept.Current(study, dataset) ?? throw NotAsked(dataset);
        if (!IsAsked(held)) throw NotAsked(dataset);
        RequireAllowed(held, last);
        using var source = held.OpenAll(CancellationToken.None);
        var patients = PatientMarks.Of(source, held.Dataset, localKey) ?? throw Unrecognisable(dataset);
        var counts = Count(held, last, patients);
        kept.Refresh(study, dataset, last.Refresh + 1, held.SnapshotHash, clock.GetUtcNow(), patients);
        return counts;
    }

    /// <summary>For a centre that joins a study whose other centres refreshed already: its data begin with their number.</summary>
    /// <exception cref="FedOncoException">Policy where calls were asked here before.</exception>
    public void JoinAt(HeldDataset held, uint refresh)
    {
        if (IsAsked(held)) throw new FedOncoException(ErrorReason.Policy, $"{held.Entry.Dataset} was asked about here: --join is for a centre that is new to its study. Leave it away to take a refresh.");
        kept.Begin(held.Entry.Study, held.Entry.Dataset, refresh, held.SnapshotHash, clock.GetUtcNow());
    }

    private bool IsAsked(HeldDataset held) => ledger.Entries(held.Entry.Study, held.Entry.Dataset).Count > 0;

    private void RequireAllowed(HeldDataset held, KeptSnapshot last)
    {
        var dataset = held.Entry.Dataset;
        if (policy.Differencing == Differencing.Strict) throw new FedOncoException(ErrorReason.Policy, $"The policy of {site} asks for strict differencing, which does not go on over a refresh. The new data need a new dataset name.");
        var first = last.Since + TimeSpan.FromDays(policy.RefreshDays);
        if (clock.GetUtcNow() < first) throw new FedOncoException(ErrorReason.Policy, $"{dataset} was last taken on {last.Since:yyyy-MM-dd}; by the policy of {site} (refresh_days: {policy.RefreshDays}) a refresh may come from {first:yyyy-MM-dd HH:mm} UTC on. Put the old data back until then.");
        if (!last.HasPatients) throw Unrecognisable(dataset);
        if (Rowless(held, last).Any())
            throw new FedOncoException(ErrorReason.HistoryUnavailable, $"The rows of an earlier cohort of {dataset} are not kept yet. Put the old data back, start the agent once, and take the refresh then.");
    }

    /// <summary>Cohorts of a snapshot that this site was asked for and whose rows are not kept.</summary>
    private IEnumerable<HistoryEntry> Rowless(HeldDataset held, KeptSnapshot snapshot) =>
        ledger.Cohorts(held.Entry.Study, held.Entry.Dataset).Where(e => e.Sites.IndexOf(site) is >= 0 and var position && e.SnapshotHashes[position].Span.SequenceEqual(snapshot.Hash) && !kept.Has(held.Entry.Study, held.Entry.Dataset, History.Hash(e)));

    /// <summary>Marks of the patients, and rows of cohorts that an earlier agent did not keep or was cut off before it kept them: durable before the first call.</summary>
    private void Recognise(HeldDataset held)
    {
        var (study, dataset) = (held.Entry.Study, held.Entry.Dataset);
        if (kept.Current(study, dataset) is not { } current || held.Dataset.PatientKey.Length == 0 || !held.IsOneRowAPatient) return;
        List<HistoryEntry> rowless = [.. Rowless(held, current)];
        if (current.HasPatients && rowless.Count == 0) return;
        try
        {
            using var source = held.OpenAll(CancellationToken.None);
            if (!current.HasPatients)
            {
                if (PatientMarks.Of(source, held.Dataset, localKey) is not { } patients) return;
                kept.KeepPatients(study, dataset, current.Refresh, patients);
            }

            var earlier = rowless.Select(e => (Entry: e, Cohort: Cohort.Of(e.Cohort, new StudyContext(new Question { Data = dataset }, held.Dataset, e.Sites, policy.Terms))));
            new DatasetRows(held, kept, site, localKey).Keep(earlier.Where(e => e.Cohort is not null).Select(e => new EarlierCohort(e.Cohort!, e.Entry)), source); // Those without are left out.
        }
        catch (FedOncoException fault) when (fault.Reason is ErrorReason.SourceTimeout or ErrorReason.SourceConnection)
        {
            // Tried again at the next start; without it no refresh is taken.
        }
    }

    private RefreshCounts Count(HeldDataset held, KeptSnapshot last, PatientMarks patients)
    {
        var (study, dataset) = (held.Entry.Study, held.Entry.Dataset);
        var before = kept.Patients(study, dataset, last.Refresh) ?? throw Unrecognisable(dataset);
        var places = before.Select(p => Array.BinarySearch(patients.Marks, p)).ToArray();
        var changed = new bool[before.Length];
        foreach (var (variable, now) in patients.Values())
        {
            if (kept.Marks(study, dataset, last.Refresh, variable) is not { } then) continue;
            for (var i = 0; i < places.Length; i++)
            {
                if (places[i] >= 0) changed[i] |= !then.AsSpan(PatientMarks.ValueLength * i, PatientMarks.ValueLength).SequenceEqual(now.AsSpan(PatientMarks.ValueLength * places[i], PatientMarks.ValueLength));
            }
        }

        var stayed = places.Count(p => p >= 0);
        return new RefreshCounts(last.Refresh + 1, stayed, changed.Count(c => c), patients.Marks.Length - stayed, before.Length - stayed);
    }

    private static FedOncoException NotAsked(string dataset) => new(ErrorReason.WrongArgument, $"Nothing was asked about {dataset} here yet, so no refresh is needed: start the agent over the new data.");

    private static FedOncoException Unrecognisable(string dataset) => new(ErrorReason.HistoryUnavailable, $"The patients of {dataset} cannot be recognised after a refresh: it needs a patient_key in the dictionary, one row a patient and a key in every row, before and after. The new data need a new dataset name.");
}
