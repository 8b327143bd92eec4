using FedOnco.Agent.Data;
using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.State;
using FedOnco.Analyses.Reduction;
using FedOnco.Language;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests;

/// <summary>A start over files that were checked before does not read them again; anything that changed is checked.</summary>
public sealed class CheckedSnapshotsTests : IDisposable
{
    private const string Study = "  d:\n    patient_key: id\n    variables:\n      id: {type: category}\n      size: {type: category, levels: [small, large]}\n";
    private const string Good = "id,size\np1,small\np2,large\n";
    private const string Bad = "id,size\np1,small\np2,medium\n";

    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private readonly SiteFolder _folder = new();
    private readonly CheckedSnapshots _known;

    public CheckedSnapshotsTests() => _known = new CheckedSnapshots(_folder.Path);

    [Fact]
    public void Open_SameFiles_AreNotReadAgain()
    {
        Assert.Null(Open(Good).Problem);
        Change("rows = 7, patients = 7");
        Assert.Equal(7, RowsOf(Open(Good)));
    }

    [Fact]
    public void Open_OtherBytes_AreChecked()
    {
        Assert.Null(Open(Good).Problem);
        Assert.Equal(ErrorReason.DataNotConforming, Open(Bad).Problem?.Reason);
        Assert.Equal(3, RowsOf(Open(Good + "p3,small\n")));
    }

    [Fact]
    public void Open_OtherDictionary_IsChecked()
    {
        Assert.Null(Open(Good).Problem);
        Assert.Equal(ErrorReason.DataNotConforming, Open(Good, Study.Replace("large", "big", StringComparison.Ordinal)).Problem?.Reason);
    }

    [Fact]
    public void Open_OtherBuild_IsChecked()
    {
        Assert.Null(Open(Good).Problem);
        Change("rows = 7");
        using var other = new CheckedSnapshots(_folder.Path, Guid.NewGuid());
        Assert.Equal(2, RowsOf(Open(Good, known: other)));
    }

    /// <summary>Other files were put in the place of those that were hashed: what was counted may be of either.</summary>
    [Fact]
    public void Once_FilesReplacedMeanwhile_AreCheckedAgain()
    {
        CheckedRows Count(long rows, bool isUnchanged) => _known.Once("s", "d", [1], () => new CheckedRows(rows, rows), () => isUnchanged)!; // It conforms.
        Assert.Equal(2, Count(2, isUnchanged: false).Rows);
        Assert.Equal(3, Count(3, isUnchanged: true).Rows);
        Assert.Equal(3, Count(4, isUnchanged: true).Rows);
    }

    [Fact]
    public void Open_NotConforming_IsCheckedEveryTime()
    {
        Assert.Equal(ErrorReason.DataNotConforming, Open(Bad).Problem?.Reason);
        Assert.Equal(ErrorReason.DataNotConforming, Open(Bad).Problem?.Reason);
    }

    public void Dispose()
    {
        _known.Dispose();
        _folder.Dispose();
    }

    private void Change(string what)
    {
        using var store = new StateDatabase(Path.Combine(_folder.Path, "checked.db"), "");
        Assert.Equal(1, store.Write("UPDATE checked SET " + what));
    }

    private static int RowsOf(HeldDataset held)
    {
        using var run = held.Open(new StudyContext(CallLanguage.Parse("count(data = d)").Question!, held.Dataset, ["s1", "s2"], new DisclosureTerms()), CancellationToken.None);
        return run.Rows;
    }

    private HeldDataset Open(string data, string study = Study, CheckedSnapshots? known = null)
    {
        _folder.Write("d.csv", data);
        return Catalogue.Open(_folder.Write("catalogue.yaml", "datasets:\n  d: {study: s, csv: d.csv}\n"), new Dictionary<string, Dictionary> { ["s"] = SiteFolder.Dictionary(study) }, "s1", Key, new EngineSettings(), known ?? _known).Datasets[0];
    }
}
