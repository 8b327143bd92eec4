using FedOnco.Agent.Data;
using FedOnco.Agent.Data.Mapping;
using FedOnco.Documents.Dictionaries;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests;

/// <summary>A folder with data, dictionary and catalogue, as site IT has it.</summary>
internal sealed class SiteFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("fedonco-test-").FullName;

    public string Write(string name, string text)
    {
        var file = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    public static Dictionary Dictionary(string datasets) => DictionaryFile.Read($"study: s\ndatasets:\n{datasets}", "dictionary.yaml");

    public IReadOnlyList<MappedDataset> Catalogue(string dictionary, string catalogue) =>
        CatalogueFile.Read(catalogue, System.IO.Path.Combine(Path, "catalogue.yaml"), new Dictionary<string, Dictionary> { ["s"] = Dictionary(dictionary) });

    public LoadedDataset Load(string dictionary, string catalogue, string dataset = "d") => SourceReader.Load(Catalogue(dictionary, catalogue).First(d => d.Dataset.Name == dataset));

    public string Fault(string dictionary, string catalogue)
    {
        var fault = Assert.Throws<FedOncoException>(() => Catalogue(dictionary, catalogue));
        Assert.Equal(ErrorReason.WrongFile, fault.Reason);
        return fault.Message;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
