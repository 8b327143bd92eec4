using FedOnco.Agent.Data;
using FedOnco.Agent.Data.Check;
using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.Data.Mapping;
using FedOnco.Documents.Dictionaries;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests;

/// <summary>A folder with data, dictionary and catalogue, as site IT has it.</summary>
internal sealed class SiteFolder : IDisposable
{
    private readonly List<EngineSource> _opened = [];

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

    public RunSource Load(string dictionary, string catalogue, string dataset = "d") => Open(Catalogue(dictionary, catalogue).First(d => d.Dataset.Name == dataset));

    /// <summary>All columns, as a run sees them.</summary>
    public RunSource Open(MappedDataset data, string site = "s1")
    {
        var source = new EngineSource(EngineEntry.Of(data), data.Dataset, site, new EngineSettings());
        _opened.Add(source);
        return source.Open(data.Dataset.Variables.Select(v => v.Name), CancellationToken.None);
    }

    /// <summary>The report of a check.</summary>
    public static DatasetCheck Check(MappedDataset data) => DatasetChecker.Check(data, new EngineSettings());

    public string Fault(string dictionary, string catalogue)
    {
        var fault = Assert.Throws<FedOncoException>(() => Catalogue(dictionary, catalogue));
        Assert.Equal(ErrorReason.WrongFile, fault.Reason);
        return fault.Message;
    }

    public void Dispose()
    {
        _opened.ForEach(s => s.Dispose());
        Directory.Delete(Path, recursive: true);
    }
}
