using FedOnco.Agent.Data.Engines;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests.Engines;

/// <summary>A file that is put in the place of another while it is in use.</summary>
public sealed class ReplacedFileTests(SharedHoldings holdings) : IDisposable
{
    private static readonly Dataset Dataset = new()
    {
        Name = "d",
        Variables = { new Variable { Name = "a", Type = VariableType.Integer, Minimum = 0, Maximum = 9, Step = 1 }, new Variable { Name = "b", Type = VariableType.Integer, Minimum = 0, Maximum = 9, Step = 1 } },
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("fedonco-test-").FullName;

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    [InlineData("duckdb")]
    public void Column_AfterReplacement_IsRefusedByName(string kind)
    {
        var spec = Write(kind, "one", "1,1\n2,2\n");
        using var source = new EngineSource(Holdings.Entry(Dataset, spec), Dataset, "s1", new EngineSettings());
        using var run = source.Open([], CancellationToken.None);
        Assert.Equal([1, 2], run.Column("a").ToArray());
        File.Move(Write(kind, "two", "3,3\n4,4\n").Files[0], spec.Files[0], overwrite: true);
        var fault = Assert.Throws<FedOncoException>(() => run.Column("b"));
        Assert.Equal(ErrorReason.SourceChanged, fault.Reason);
        Assert.Contains(Path.GetFileName(spec.Files[0]), fault.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorReason.SourceChanged, Assert.Throws<FedOncoException>(() => source.Open([], CancellationToken.None)).Reason);
        // What was read before is the old state, whole.
        Assert.Equal([1, 2], run.Column("a").ToArray());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private SourceSpec Write(string kind, string name, string rows)
    {
        var csv = Path.Combine(_folder, name + ".csv");
        File.WriteAllText(csv, "a,b\n" + rows);
        return Holdings.Of(kind, csv, Dataset, _folder, holdings.Server, "", name);
    }
}
