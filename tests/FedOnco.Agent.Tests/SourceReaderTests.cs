using FedOnco.Agent.Data;
using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.Data.Mapping;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests;

public sealed class SourceReaderTests : IDisposable
{
    private readonly SiteFolder _opened = new();

    private readonly string _folder = Directory.CreateTempSubdirectory("fedonco-test-").FullName;

    private static readonly Dataset Dataset = new()
    {
        Name = "d",
        PatientKey = "id",
        Variables =
        {
            new Variable { Name = "id", Type = VariableType.Category },
            new Variable { Name = "age", Type = VariableType.Integer, Minimum = 18, Maximum = 100, Step = 1 },
            new Variable { Name = "size", Type = VariableType.Category, Levels = { new Level { Name = "small, round" }, new Level { Name = "it's big" } } },
            new Variable { Name = "day", Type = VariableType.Date, Minimum = 0, Maximum = 30000, Step = 1 },
            new Variable { Name = "alive", Type = VariableType.Boolean, Minimum = 0, Maximum = 1, Step = 1 },
        },
    };

    [Fact]
    public void Load_Csv_CodesByTheDictionary()
    {
        var data = Load(Write("id,age,size,day,alive\np1,50,\"small, round\",1970-01-11,TRUE\np2,999,it's big,,F\np1,NA,,2000-01-01,\n"));
        Assert.Equal(3, data.Rows);
        Assert.Equal([0, 1, 0], data.Column("id").ToArray());
        Assert.Equal([50, double.NaN, double.NaN], data.Column("age").ToArray());
        Assert.Equal([0, 1, double.NaN], data.Column("size").ToArray());
        Assert.Equal([10, double.NaN, 10957], data.Column("day").ToArray());
        Assert.Equal([1, 0, double.NaN], data.Column("alive").ToArray());
    }

    [Fact]
    public void Check_UnknownLevel_IsCounted()
    {
        var check = SiteFolder.Check(Write("id,age,size,day,alive\np1,old,huge,1970-01-11,TRUE\n"));
        Assert.Equal([0, 1, 1, 0, 0], check.Variables.Select(f => f.Unknown));
    }

    [Fact]
    public void Load_MissingColumn_NamesIt()
    {
        var fault = Assert.Throws<FedOncoException>(() => Load(Write("id,age,day,alive\np1,50,1970-01-11,TRUE\n")));
        Assert.Equal(ErrorReason.DataNotConforming, fault.Reason);
        Assert.Contains("no column size", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_BrokenLine_NamesFileAndLineWithoutItsContent()
    {
        var fault = Assert.Throws<FedOncoException>(() => Load(Write("id,age,size,day,alive\np1,50,it's big,1970-01-11,TRUE\nSECRET,51\n")));
        Assert.Equal(ErrorReason.SourceUnreadable, fault.Reason);
        Assert.Contains("line 3 of d.csv", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MissingFile_SaysSo() =>
        Assert.Equal(ErrorReason.SourceUnreadable, Assert.Throws<FedOncoException>(() => Load(Entry(Path.Combine(_folder, "none.csv")))).Reason);

    public void Dispose()
    {
        _opened.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Reads at once: a fault shows here.</summary>
    private RunSource Load(MappedDataset data)
    {
        var source = _opened.Open(data);
        Assert.True(source.Rows >= 0);
        return source;
    }

    private MappedDataset Write(string text)
    {
        var file = Path.Combine(_folder, "d.csv");
        File.WriteAllText(file, text);
        return Entry(file);
    }

    private static MappedDataset Entry(string file) =>
        new(new CatalogueEntry { Dataset = "d", Study = "s", Source = new DataSource { Kind = SourceKind.Csv, Files = [file] }, Missing = ["NA"] }, Dataset, new Dictionary<string, MappedDataset>());
}
