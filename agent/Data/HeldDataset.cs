using FedOnco.Agent.Data.Mapping;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Agent.Data;

/// <summary>A dataset of this site as the study sees it, with its snapshot once it is needed.</summary>
internal sealed class HeldDataset(MappedDataset data, string site, byte[] dictionaryHash, byte[] snapshotHash, Problem? problem)
{
    private readonly Lazy<IRememberingSource> _snapshot = new(() => new DerivingSource(SourceReader.Load(data), data.Dataset, site));

    public CatalogueEntry Entry => data.Entry;

    public Dataset Dataset => data.Dataset;

    public byte[] DictionaryHash => dictionaryHash;

    /// <summary>Keyed with a local secret: others learn whether the data changed, nothing else.</summary>
    public byte[] SnapshotHash => snapshotHash;

    /// <summary>Why it does not conform; null where it does.</summary>
    public Problem? Problem => problem;

    /// <summary>Read once, kept for later runs.</summary>
    public IRememberingSource Snapshot => _snapshot.Value;
}
