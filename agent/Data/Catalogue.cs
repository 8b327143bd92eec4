using System.Security.Cryptography;
using System.Text;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;

namespace FedOnco.Agent.Data;

/// <summary>The datasets of this site, each checked against its dictionary.</summary>
internal sealed class Catalogue
{
    private readonly List<HeldDataset> _datasets = [];

    public IReadOnlyList<HeldDataset> Datasets => _datasets;

    /// <exception cref="FedOncoException">WrongFile where an entry names an unknown study or dataset.</exception>
    public static Catalogue Open(string file, IReadOnlyDictionary<string, Dictionary> dictionaries, ReadOnlySpan<byte> localKey)
    {
        if (!File.Exists(file)) throw new FedOncoException(ErrorReason.WrongFile, $"{file} is missing: it lists the datasets of this centre.");
        var catalogue = new Catalogue();
        foreach (var entry in CatalogueFile.Read(File.ReadAllText(file), file)) catalogue._datasets.Add(Hold(entry, file, dictionaries, localKey));
        return catalogue;
    }

    public HeldDataset? Find(string study, string dataset) => _datasets.Find(d => d.Entry.Study == study && d.Entry.Dataset == dataset);

    private static HeldDataset Hold(CatalogueEntry entry, string file, IReadOnlyDictionary<string, Dictionary> dictionaries, ReadOnlySpan<byte> localKey)
    {
        if (!dictionaries.TryGetValue(entry.Study, out var dictionary)) throw new FedOncoException(ErrorReason.WrongFile, $"{file}: {entry.Dataset} belongs to study {entry.Study}, which has no dictionary here.");
        var dataset = dictionary.Datasets.FirstOrDefault(d => d.Name == entry.Dataset)
            ?? throw new FedOncoException(ErrorReason.WrongFile, $"{file}: the dictionary of {entry.Study} has no dataset {entry.Dataset}.");
        return new HeldDataset(entry, dataset, Hashes.Dataset(dataset), SnapshotHash(entry, localKey), Conformance(entry, dataset));
    }

    private static Problem? Conformance(CatalogueEntry entry, Dataset dataset)
    {
        try
        {
            var unknown = SourceReader.Check(entry, dataset).Where(f => f.Unknown > 0).Select(f => f.Variable).ToList();
            if (unknown.Count == 0) return null;
            return new Problem { Reason = ErrorReason.DataNotConforming, Message = $"{entry.Dataset}: {string.Join(", ", unknown)} holds values that the dictionary does not know. Run `fedonco-agent check` at the centre and map them in the catalogue." };
        }
        catch (FedOncoException fault)
        {
            return new Problem { Reason = fault.Reason, Message = fault.Message };
        }
    }

    private static byte[] SnapshotHash(CatalogueEntry entry, ReadOnlySpan<byte> localKey)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, localKey);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\n', [entry.Study, entry.Dataset, .. entry.Missing, .. entry.Columns.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => c.Key + "=" + c.Value)])));
        if (File.Exists(entry.File))
        {
            using var stream = File.OpenRead(entry.File);
            hash.AppendData(SHA256.HashData(stream));
        }

        return hash.GetHashAndReset();
    }
}
