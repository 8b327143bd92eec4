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
        foreach (var (name, map) in root.Map("datasets", required: true)?.Entries() ?? []) dictionary.Datasets.Add(DatasetReader.Read(name, map));
        root.RequireNoOthers();
        faults.ThrowIfAny();
        return dictionary;
    }

    /// <summary>The file that reads back as this dictionary.</summary>
    public static string Write(Dictionary dictionary) => DictionaryWriter.Write(dictionary);
}
