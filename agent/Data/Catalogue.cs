using FedOnco.Agent.Data.Check;
using FedOnco.Agent.Data.Mapping;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;

namespace FedOnco.Agent.Data;

/// <summary>The datasets of this site, each checked against its dictionary.</summary>
internal sealed class Catalogue
{
    private readonly List<HeldDataset> _datasets = [];

    public IReadOnlyList<HeldDataset> Datasets => _datasets;

    /// <param name="file">catalogue.yaml.</param>
    /// <param name="dictionaries">By study.</param>
    /// <param name="site">Id of this site.</param>
    /// <param name="localKey">Secret of this site, for snapshot hashes.</param>
    /// <exception cref="FedOncoException">WrongFile with all faults of the file.</exception>
    public static Catalogue Open(string file, IReadOnlyDictionary<string, Dictionary> dictionaries, string site, ReadOnlySpan<byte> localKey)
    {
        if (!File.Exists(file)) throw new FedOncoException(ErrorReason.WrongFile, $"{file} is missing: it lists the datasets of this centre.");
        var catalogue = new Catalogue();
        foreach (var data in CatalogueFile.Read(File.ReadAllText(file), file, dictionaries))
            catalogue._datasets.Add(new HeldDataset(data, site, Hashes.Dataset(data.Dataset), SnapshotHash.Of(data, localKey), Conformance(data)));
        return catalogue;
    }

    public HeldDataset? Find(string study, string dataset) => _datasets.Find(d => d.Entry.Study == study && d.Entry.Dataset == dataset);

    /// <summary>Others learn that the dataset does not conform, nothing of why: no column, no file, no count.</summary>
    private static Problem? Conformance(MappedDataset data) => DatasetChecker.Check(data, details: false).Conforms ? null : new Problem
    {
        Reason = ErrorReason.DataNotConforming,
        Message = $"{data.Dataset.Name} does not conform to the dictionary there. The centre's IT sees why with `fedonco-agent check`.",
    };
}
