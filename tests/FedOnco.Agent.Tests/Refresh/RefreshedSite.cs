using FedOnco.Agent.Data;
using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.Data.Rows;
using FedOnco.Agent.Gate;
using FedOnco.Agent.State;
using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests.Refresh;

/// <summary>One site of a study in this process: its data on disk, gate, ledger and rows, as its agent has them.</summary>
internal sealed class RefreshedSite : IDisposable
{
    private readonly SiteFolder _folder = new();
    private readonly TimeProvider _clock;
    private readonly Dataset _dataset;
    private readonly byte[] _localKey = new byte[32];
    private readonly TrainedModels _models;
    private readonly List<RunSource> _open = [];

    /// <param name="name">Id of the site.</param>
    /// <param name="dataset">The dictionary's entry.</param>
    /// <param name="rules">policy.yaml.</param>
    /// <param name="clock">Time.</param>
    public RefreshedSite(string name, Dataset dataset, string rules, TimeProvider clock)
    {
        (Name, _dataset, _clock) = (name, dataset, clock);
        _localKey[0] = (byte)name[0];
        Policy = PolicyFile.Read(rules, "policy.yaml");
        Ledger = new CohortLedger(_folder.Path);
        Kept = new KeptRows(_folder.Path);
        _models = new TrainedModels(_folder.Path);
    }

    public string Name { get; }

    public Policy Policy { get; }

    public CohortLedger Ledger { get; }

    public KeptRows Kept { get; }

    public string State => _folder.Path;

    public Catalogue Catalogue { get; private set; } = null!; // Start() comes first.

    public HeldDataset Held => Catalogue.Datasets.Single();

    /// <summary>Starts the agent over these data.</summary>
    public void Start(string csv)
    {
        Catalogue = Read(csv);
        Studies().Settle(Held);
    }

    /// <summary>Takes a refresh while the agent is stopped, and starts it.</summary>
    public RefreshCounts Refresh(string csv)
    {
        var counts = Studies().Refresh(Read(csv).Datasets.Single());
        Start(csv);
        return counts;
    }

    /// <summary>Marks of its patients, with the row of each.</summary>
    public PatientMarks Patients()
    {
        var source = Held.OpenAll(CancellationToken.None);
        _open.Add(source);
        return PatientMarks.Of(source, _dataset, _localKey)!; // The tests that ask have a key in every row.
    }

    public StudySnapshots Studies() => new(Name, Policy, Kept, Ledger, _localKey, _clock);

    public Catalogue Read(string csv)
    {
        _folder.Write("d.csv", csv);
        _folder.Write("catalogue.yaml", "datasets:\n  d: {study: s, csv: d.csv}\n");
        return Catalogue.Open(Path.Combine(_folder.Path, "catalogue.yaml"), new Dictionary<string, Dictionary> { ["s"] = new() { Study = "s", Version = 1, Datasets = { _dataset } } }, Name, _localKey, new EngineSettings());
    }

    /// <summary>What the agent does before its hello.</summary>
    public (Admission Admission, SiteRun Run) Admit(Contract contract, IReadOnlyList<HistoryEntry> history)
    {
        var admission = new ContractGate(Name, Policy, Catalogue, Ledger, _models, new SnapshotGate(Name, Kept), _clock).Admit(contract, [.. history.Select(e => Google.Protobuf.MessageExtensions.ToByteString(e))]);
        var rows = new DatasetRows(Held, Kept, Name, _localKey);
        var source = Held.Open(admission.Context, CancellationToken.None, rows);
        _open.Add(source);
        var cohorts = EarlierCohort.Recall(admission.Context).Concat(QuestionCohorts.Of(admission.Context).Zip(History.Of(contract, _dataset), (c, e) => new EarlierCohort(c.Cohort, e))).ToList();
        rows.Keep(cohorts, source);
        Ledger.Admit(Hashes.Contract(contract), "s", "d", cohorts.Select(c => (c.Hash, c.Entry)));
        return (admission, CohortSelection.Select(admission.Context, Name, source));
    }

    public void Dispose()
    {
        _open.ForEach(s => s.Dispose());
        Ledger.Dispose();
        Kept.Dispose();
        _models.Dispose();
        _folder.Dispose();
    }
}
