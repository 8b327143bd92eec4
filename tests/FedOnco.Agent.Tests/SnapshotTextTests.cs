using System.Text.Json;
using FedOnco.Agent.Data;
using FedOnco.Documents.Dictionaries;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests;

/// <summary>The text behind a snapshot's hash stays what it was: centres with earlier answers have that hash on record.</summary>
public sealed class SnapshotTextTests
{
    [Theory]
    [InlineData("trials", "trials")]
    [InlineData("omop", "")]
    public void Entries_OfSampleCatalogues_AreWrittenAsByReflection(string sample, string study)
    {
        var folder = Path.Combine(Repository.Root, "samples", sample);
        var dictionary = DictionaryFile.Read(File.ReadAllText(Path.Combine(folder, "dictionary.yaml")), "dictionary.yaml");
        Assert.Contains(study, dictionary.Study, StringComparison.Ordinal);
        var entries = CatalogueFile.Read(File.ReadAllText(Path.Combine(folder, "catalogue.yaml")), Path.Combine(folder, "catalogue.yaml"), new Dictionary<string, Dictionary> { [dictionary.Study] = dictionary });
        Assert.NotEmpty(entries);
        foreach (var entry in entries.Select(e => e.Entry)) Assert.Equal(JsonSerializer.Serialize(entry), JsonSerializer.Serialize(entry, CatalogueEntryJson.Default.CatalogueEntry));
    }
}
