using FedOnco.Documents.Dictionaries;
using FedOnco.Protos;

namespace FedOnco.Cli.Sandbox;

/// <summary>DIR/centre/dataset.csv|parquet.</summary>
/// <param name="Files">Dataset files by centre.</param>
internal sealed record SandboxFolder(IReadOnlyDictionary<string, IReadOnlyList<string>> Files)
{
    private const string LifeTableSuffix = ".lifetable.csv";

    /// <summary>DIR/NAME.lifetable.csv: life tables of the study.</summary>
    public IReadOnlyList<LifeTable> LifeTables { get; private init; } = [];

    public IEnumerable<string> Datasets => Files.Values.SelectMany(f => f).Select(NameOf).Distinct().Order(StringComparer.Ordinal);

    public static string NameOf(string file) => Path.GetFileNameWithoutExtension(file);

    /// <exception cref="FedOncoException">WrongFile where the folder is missing or holds no dataset.</exception>
    public static SandboxFolder Open(string folder)
    {
        if (!Directory.Exists(folder)) throw new FedOncoException(ErrorReason.WrongFile, $"{folder} is no folder. --data names one that holds CENTRE/DATASET.csv.");
        var files = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var centre in Directory.GetDirectories(folder))
        {
            var found = Directory.GetFiles(centre).Where(f => Path.GetExtension(f) is ".csv" or ".parquet").Select(Path.GetFullPath).Order(StringComparer.Ordinal).ToList();
            if (found.Count == 0) continue;
            if (found.GroupBy(NameOf).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new FedOncoException(ErrorReason.WrongFile, $"{centre} holds {twice.Key} twice, as CSV and as Parquet. Keep one.");
            files[Path.GetFileName(centre)] = found;
        }

        if (files.Count == 0) throw new FedOncoException(ErrorReason.WrongFile, $"{folder} holds no data: put files at CENTRE/DATASET.csv or CENTRE/DATASET.parquet below it.");
        return new SandboxFolder(files)
        {
            LifeTables = [.. Directory.GetFiles(folder, "*" + LifeTableSuffix).Order(StringComparer.Ordinal).Select(f => LifeTableFile.Read(Path.GetFileName(f)[..^LifeTableSuffix.Length], File.ReadLines(f)))],
        };
    }

    public IReadOnlyList<string> FilesOf(string dataset) => [.. Files.Values.SelectMany(f => f).Where(f => NameOf(f) == dataset)];
}
