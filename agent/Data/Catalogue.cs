using System.Runtime.ExceptionServices;
using FedOnco.Agent.Data.Check;
using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.Data.Mapping;
using FedOnco.Agent.State;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;

namespace FedOnco.Agent.Data;

/// <summary>The datasets of this site, each checked against its dictionary.</summary>
internal sealed class Catalogue
{
    /// <summary>Datasets that are checked at a time: each may take the memory of an engine.</summary>
    private const int AtOnce = 2;

    private readonly List<HeldDataset> _datasets = [];

    public IReadOnlyList<HeldDataset> Datasets => _datasets;

    /// <param name="file">catalogue.yaml.</param>
    /// <param name="dictionaries">By study.</param>
    /// <param name="site">Id of this site.</param>
    /// <param name="localKey">Secret of this site, for snapshot hashes.</param>
    /// <param name="settings">Limits of the engines.</param>
    /// <param name="known">Snapshots that need no check again; null where all are checked.</param>
    /// <exception cref="FedOncoException">WrongFile with all faults of the file.</exception>
    public static Catalogue Open(string file, IReadOnlyDictionary<string, Dictionary> dictionaries, string site, ReadOnlySpan<byte> localKey, EngineSettings settings, CheckedSnapshots? known = null)
    {
        if (!File.Exists(file)) throw new FedOncoException(ErrorReason.WrongFile, $"{file} is missing: it lists the datasets of this centre. `fedonco-agent init` drafts it.");
        var catalogue = new Catalogue();
        var listed = CatalogueFile.Read(File.ReadAllText(file), file, dictionaries).Select(d => (Data: d, Entry: EngineEntry.Of(d))).ToList();
        // One engine for columns of all Parquet files: it is given names of columns, never a condition, and opens no other file.
        var files = new Lazy<DuckDbEngine>(() => new DuckDbEngine("files", settings with { Threads = 1 }, [.. listed.Select(l => l.Entry.Source).OfType<ParquetSource>().Select(p => p.Path)]));
        var secret = localKey.ToArray();
        var held = new HeldDataset[listed.Count];
        try
        {
            Parallel.For(0, held.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, i => held[i] = Hold(listed[i].Data, listed[i].Entry, files, site, secret, settings, known));
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }

        catalogue._datasets.AddRange(held);
        return catalogue;
    }

    public HeldDataset? Find(string study, string dataset) => _datasets.Find(d => d.Entry.Study == study && d.Entry.Dataset == dataset);

    private static HeldDataset Hold(MappedDataset data, EngineEntry entry, Lazy<DuckDbEngine> files, string site, ReadOnlySpan<byte> localKey, EngineSettings settings, CheckedSnapshots? known)
    {
        // Its stamps are taken before the files are hashed: what is put in their place meanwhile is noticed.
        var source = new EngineSource(entry, data.Dataset, site, settings, files);
        var ofFiles = data.Sources.Any(s => s.Kind == SourceKind.Postgres) ? null : SnapshotHash.Of(data, null, localKey);
        var counted = ofFiles is null || known is null ? Check(data, settings) : known.Once(data.Entry.Study, data.Dataset.Name, SnapshotHash.OfCheck(data, ofFiles, localKey, known.Build), () => Check(data, settings), () => source.IsUnchanged);
        if (counted is not null) source.Know(counted.Rows, counted.IsOneRowAPatient);
        var hash = ofFiles ?? SnapshotHash.Of(data, counted is null ? null : source.Fingerprint(CancellationToken.None), localKey);
        return new HeldDataset(data.Entry, data.Dataset, Hashes.Dataset(data.Dataset), hash, counted is null ? Conformance(data) : null, source) { IsOneRowAPatient = counted is { IsOneRowAPatient: true } };
    }

    /// <summary>Null where the dataset does not conform.</summary>
    private static CheckedRows? Check(MappedDataset data, EngineSettings settings) =>
        DatasetChecker.Check(data, settings, details: false) is { Conforms: true } check ? new CheckedRows(check.Rows, check.Patients) : null;

    /// <summary>Others learn that the dataset does not conform, nothing of why: no column, no file, no count.</summary>
    private static Problem Conformance(MappedDataset data) => new()
    {
        Reason = ErrorReason.DataNotConforming,
        Message = $"{data.Dataset.Name} does not conform to the dictionary there. The centre's IT sees why with `fedonco-agent check`.",
    };
}
