using FedOnco.Agent.Data.Engines;
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

    /// <summary>Why it does not conform; null where it does.</summary>
    public Problem? Problem => problem;

    /// <summary>Earlier cohorts that contracts on this dataset came with.</summary>
    public HistoryMemory Memory { get; } = new();

    /// <summary>The rows for one run.</summary>
    /// <exception cref="FedOncoException">SourceChanged, SourceConnection.</exception>
    public RunSource Open(StudyContext context, CancellationToken cancellationToken)
    {
        var earlier = context.History.SelectMany(VariableNames.Of).ToHashSet(StringComparer.Ordinal);
        if (dataset.PatientKey.Length > 0) earlier.Add(dataset.PatientKey);
        return source.Open(VariableNames.Of(context.Question), cancellationToken, earlier);
    }
}
