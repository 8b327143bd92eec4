using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.Data.Rows;
using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Agent.Data;

/// <summary>A dataset of this site as the study sees it.</summary>
internal sealed class HeldDataset(CatalogueEntry entry, Dataset dataset, byte[] dictionaryHash, byte[] snapshotHash, Problem? problem, EngineSource source)
{
    public CatalogueEntry Entry => entry;

    public Dataset Dataset => dataset;

    public byte[] DictionaryHash => dictionaryHash;

    /// <summary>Keyed with a local secret: others learn whether the data changed, nothing else.</summary>
    public byte[] SnapshotHash => snapshotHash;

    /// <summary>Why it is not asked about: it does not conform, or changed without a refresh; null where it is.</summary>
    public Problem? Problem { get; private set; } = problem;

    /// <summary>Whether each row is another patient, as the check counted.</summary>
    public bool IsOneRowAPatient { get; init; }

    /// <summary>How often it was refreshed since its study began.</summary>
    public uint Refresh { get; private set; }

    /// <summary>Earlier cohorts that contracts on this dataset came with.</summary>
    public HistoryMemory Memory { get; } = new();

    /// <summary>Held while the patients of its snapshots are placed on its rows.</summary>
    public Lock Placing { get; } = new();

    /// <summary>What became of it when the agent started.</summary>
    /// <param name="refresh">How often it was refreshed.</param>
    /// <param name="change">Why it is not asked about; null where it is.</param>
    public void Settle(uint refresh, Problem? change) => (Refresh, Problem) = (refresh, change ?? Problem);

    /// <summary>All rows and variables, to mark them.</summary>
    /// <exception cref="FedOncoException">SourceChanged, SourceConnection.</exception>
    public RunSource OpenAll(CancellationToken cancellationToken) => source.Open(dataset.Variables.Select(v => v.Name), cancellationToken);

    /// <summary>Gives back what <see cref="OpenAll"/> took.</summary>
    public void Forget() => source.Forget();

    /// <summary>The rows for one run.</summary>
    /// <param name="context">The run.</param>
    /// <param name="cancellationToken">Stops its queries.</param>
    /// <param name="rows">Rows of cohorts across refreshes; null where none are looked at.</param>
    /// <exception cref="FedOncoException">SourceChanged, SourceConnection.</exception>
    public RunSource Open(StudyContext context, CancellationToken cancellationToken, DatasetRows? rows = null)
    {
        var earlier = context.History.SelectMany(VariableNames.Of).ToHashSet(StringComparer.Ordinal);
        if (dataset.PatientKey.Length > 0) earlier.Add(dataset.PatientKey);
        return source.Open(VariableNames.Of(context.Question), cancellationToken, earlier, rows is null ? null : rows.Earlier);
    }
}
