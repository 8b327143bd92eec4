using FedOnco.Protos;

namespace FedOnco.Agent.Data;

/// <summary>A dataset of this site as the study sees it, with its snapshot once it is needed.</summary>
internal sealed class HeldDataset(CatalogueEntry entry, Dataset dataset, byte[] dictionaryHash, byte[] snapshotHash, Problem? problem)
{
    private readonly Lazy<LoadedDataset> _snapshot = new(() => SourceReader.Load(entry, dataset));

    public CatalogueEntry Entry => entry;

    public Dataset Dataset => dataset;

    public byte[] DictionaryHash => dictionaryHash;

    /// <summary>Keyed with a local secret: others learn whether the data changed, nothing else.</summary>
    public byte[] SnapshotHash => snapshotHash;

    /// <summary>Why it does not conform; null where it does.</summary>
    public Problem? Problem => problem;

    /// <summary>Read once, kept for later runs.</summary>
    public LoadedDataset Snapshot => _snapshot.Value;
}
