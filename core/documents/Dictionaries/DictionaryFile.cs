using FedOnco.Documents.Yaml;
using FedOnco.Protos;

namespace FedOnco.Documents.Dictionaries;

/// <summary>dictionary.yaml: the data dictionary of a study, the same file at every site and at the coordinator.</summary>
public static class DictionaryFile
{
    /// <param name="text">Content of the file.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="FedOncoException"><see cref="ErrorReason.WrongFile"/> with all faults, lines and columns.</exception>
    public static Dictionary Read(string text, string file)
    {
        var faults = new YamlFaults(file);
        var root = StrictMap.Parse(text, faults);
        var dictionary = new Dictionary { Study = root.Text("study", required: true), Version = root.Count("version") ?? 1 };
        var aggregates = new List<PendingAggregate>();
        foreach (var (name, map) in root.Map("datasets", required: true)?.Entries() ?? []) dictionary.Datasets.Add(DatasetReader.Read(name, map, aggregates));
        foreach (var aggregate in aggregates) AggregateRules.Require(aggregate, dictionary);
        root.RequireNoOthers();
        faults.ThrowIfAny();
        return dictionary;
    }

    /// <summary>The word for a type in the file.</summary>
    public static string NameOf(VariableType type) => VariableReader.NameOf(type);

    /// <summary>The file that reads back as this dictionary.</summary>
    public static string Write(Dictionary dictionary) => DictionaryWriter.Write(dictionary);
}
