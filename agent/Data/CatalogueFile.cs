using FedOnco.Documents.Yaml;
using FedOnco.Protos;

namespace FedOnco.Agent.Data;

/// <summary>catalogue.yaml.</summary>
internal static class CatalogueFile
{
    /// <param name="text">Content.</param>
    /// <param name="file">Its path: data files are relative to its folder.</param>
    /// <exception cref="FedOncoException">WrongFile with all faults, lines and columns.</exception>
    public static IReadOnlyList<CatalogueEntry> Read(string text, string file)
    {
        var faults = new YamlFaults(file);
        var root = StrictMap.Parse(text, faults);
        var folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? ".";
        var entries = new List<CatalogueEntry>();
        foreach (var (name, map) in root.Map("datasets", required: true)?.Entries() ?? []) entries.Add(ReadEntry(name, map, folder));
        root.RequireNoOthers();
        faults.ThrowIfAny();
        return entries;
    }

    private static CatalogueEntry ReadEntry(string name, StrictMap map, string folder)
    {
        string csv = map.Text("csv"), parquet = map.Text("parquet");
        if ((csv.Length == 0) == (parquet.Length == 0)) map.Fault("one of csv: and parquet: is needed.");
        var source = csv.Length > 0 ? csv : parquet;
        var missing = map.Texts("missing");
        var entry = new CatalogueEntry(
            map.Text("dataset", fallback: name),
            map.Text("study", required: true),
            Path.GetFullPath(source, folder),
            parquet.Length > 0,
            map.Flag("public"),
            map.Map("columns")?.TextEntries() ?? new Dictionary<string, string>(),
            missing.Count > 0 ? missing : ["NA"]);
        map.RequireNoOthers();
        return entry;
    }
}
