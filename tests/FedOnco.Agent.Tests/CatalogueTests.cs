using FedOnco.Agent.Data;
using FedOnco.Agent.Data.Engines;
using FedOnco.Analyses.Reduction;
using FedOnco.Language;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests;

public sealed class CatalogueTests : IDisposable
{
    private const string Study = "  d:\n    patient_key: id\n    variables:\n      id: {type: category}\n      size: {type: category, levels: [small, large]}\n";

    private static readonly byte[] Key = new byte[32];

    private readonly SiteFolder _folder = new();

    [Theory]
    [InlineData("id,size\np1,SECRET\n")]
    [InlineData("id,other\np1,SECRET\n")]
    [InlineData("id,size\np1,SECRET,x\n")]
    [InlineData(null)]
    public void Open_NotConforming_SaysNothingOfWhy(string? data)
    {
        if (data is not null) _folder.Write("d.csv", data);
        var held = Assert.Single(Open("{study: s, csv: d.csv}").Datasets);
        Assert.Equal(ErrorReason.DataNotConforming, held.Problem!.Reason);
        Assert.Equal("d does not conform to the dictionary there. The centre's IT sees why with `fedonco-agent check`.", held.Problem.Message);
    }

    [Fact]
    public void Open_MappingOrDataChanged_IsAnotherSnapshot()
    {
        _folder.Write("d.csv", "id,size\np1,small\n");
        var first = Open("{study: s, csv: d.csv}").Datasets[0].SnapshotHash;
        Assert.Equal(first, Open("{study: s, csv: d.csv}").Datasets[0].SnapshotHash);
        Assert.NotEqual(first, Open("{study: s, csv: d.csv, variables: {size: {values: {big: large}}}}").Datasets[0].SnapshotHash);
        _folder.Write("d.csv", "id,size\np1,large\n");
        Assert.NotEqual(first, Open("{study: s, csv: d.csv}").Datasets[0].SnapshotHash);
    }

    [Theory]
    [InlineData("id,size\np1,small\np2,large\n", 2, true)]
    [InlineData("id,size\np1,small\np1,large\np2,large\n", 3, false)]
    public void Open_PatientsCountedByTheCheck_AreThoseOfTheRuns(string data, int rows, bool isPatientARow)
    {
        _folder.Write("d.csv", data);
        var held = Open("{study: s, csv: d.csv}").Datasets[0];
        var question = CallLanguage.Parse("count(data = d)").Question!;
        using var run = held.Open(new StudyContext(question, held.Dataset, ["s1", "s2"], new DisclosureTerms()), CancellationToken.None);
        Assert.Equal(rows, run.Rows);
        Assert.Equal(isPatientARow, run.IsUnique("id"));
    }

    public void Dispose() => _folder.Dispose();

    private Catalogue Open(string entry) =>
        Catalogue.Open(_folder.Write("catalogue.yaml", $"datasets:\n  d: {entry}\n"), new Dictionary<string, Dictionary> { ["s"] = SiteFolder.Dictionary(Study) }, "s1", Key, new EngineSettings());
}
