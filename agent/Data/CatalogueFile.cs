using FedOnco.Agent.Data.Mapping;
using FedOnco.Documents.Yaml;
using FedOnco.Protos;

namespace FedOnco.Agent.Data;

/// <summary>catalogue.yaml.</summary>
internal static class CatalogueFile
{
    /// <param name="text">Content.</param>
    /// <param name="file">Its path: data files are relative to its folder.</param>
    /// <param name="dictionaries">By study.</param>
    /// <exception cref="FedOncoException">WrongFile with all faults, lines and columns.</exception>
    public static IReadOnlyList<MappedDataset> Read(string text, string file, IReadOnlyDictionary<string, Dictionary> dictionaries)
    {
        var faults = new YamlFaults(file);
        var root = StrictMap.Parse(text, faults);
        var folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? ".";
        var connections = Connections(root, folder).ToDictionary(c => c.Name, StringComparer.Ordinal);
        var read = new List<(StrictMap Map, CatalogueEntry Entry, Dataset? Dataset)>();
        foreach (var (name, map) in root.Map("datasets", required: true)?.Entries() ?? [])
        {
            var dataset = FindDataset(name, map, dictionaries);
            var entry = EntryReader.Read(name, map, folder, connections, dataset);
            if (read.Any(r => r.Entry.Study == entry.Study && r.Entry.Dataset == entry.Dataset)) map.Fault($"{entry.Dataset} of study {entry.Study} stands twice.");
            read.Add((map, entry, dataset));
        }

        root.RequireNoOthers();
        var bound = read.Where(r => r.Dataset is not null).Select(r => Bind(r.Map, r.Entry, r.Dataset!, read)).ToList();
        faults.ThrowIfAny();
        return bound;
    }

    /// <summary>A file that holds nothing but connections, for a first look at what is there.</summary>
    /// <exception cref="FedOncoException">WrongFile with all faults, lines and columns.</exception>
    public static IReadOnlyList<ConnectionEntry> ReadConnections(string text, string file)
    {
        var faults = new YamlFaults(file);
        var root = StrictMap.Parse(text, faults);
        var connections = Connections(root, Path.GetDirectoryName(Path.GetFullPath(file)) ?? ".");
        if (connections.Count == 0) root.Fault("connections: is needed, as in connections: {warehouse: {host: .., database: .., user: .., password_file: ..}}.");
        root.RequireNoOthers();
        faults.ThrowIfAny();
        return connections;
    }

    private static List<ConnectionEntry> Connections(StrictMap root, string folder) => [.. (root.Map("connections")?.Entries() ?? []).Select(c => ConnectionReader.Read(c.Name, c.Map, folder))];

    private static Dataset? FindDataset(string name, StrictMap map, IReadOnlyDictionary<string, Dictionary> dictionaries)
    {
        var (study, wanted) = (map.Text("study", required: true), map.Text("dataset", fallback: name));
        if (study.Length == 0) return null;
        if (!dictionaries.TryGetValue(study, out var dictionary))
        {
            map.Fault("study", $"{study} has no dictionary here; put it into dictionaries/{study}.yaml.");
            return null;
        }

        if (dictionary.Datasets.FirstOrDefault(d => d.Name == wanted) is { } dataset) return dataset;
        map.Fault("dataset", $"the dictionary of {study} has no dataset {wanted}.{(NearestName.Of(wanted, dictionary.Datasets.Select(d => d.Name)) is { } near ? $" Did you mean {near}?" : "")}");
        return null;
    }

    /// <summary>The entry with the others that its aggregates take values from.</summary>
    private static MappedDataset Bind(StrictMap map, CatalogueEntry entry, Dataset dataset, List<(StrictMap Map, CatalogueEntry Entry, Dataset? Dataset)> all)
    {
        var others = new Dictionary<string, MappedDataset>(StringComparer.Ordinal);
        foreach (var name in dataset.Variables.Where(v => v.Aggregate is not null).Select(v => v.Aggregate.Dataset).Distinct())
        {
            var (_, other, described) = all.Find(r => r.Entry.Study == entry.Study && r.Entry.Dataset == name);
            if (other is null || described is null) map.Fault($"{entry.Dataset} takes values from {name}, which this catalogue does not list for {entry.Study}.");
            else if (!entry.Source.IsJoinableWith(other.Source)) map.Fault($"{entry.Dataset} takes values from {name}, which another engine reads; give both as files, as tables of DuckDB files, or from the same connection.");
            else others[name] = new MappedDataset(other, described, new Dictionary<string, MappedDataset>());
        }

        return new MappedDataset(entry, dataset, others);
    }
}
