using System.Text;
using FedOnco.Agent.Data.Engines;
using FedOnco.Analyses.Frames;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests.Engines;

/// <summary>What a source knows of a column, that no value is missing, is what a look through the column finds: a wrong yes would count a missing value as one.</summary>
public sealed class FiniteColumnsTests(SharedHoldings holdings) : IDisposable
{
    // More than one block of the engine, the last one not full.
    private const int Rows = 5001;

    private static readonly Dataset Described = new()
    {
        Name = "d",
        Variables = { Number("whole"), Number("first"), Number("last"), Number("outside"), new Variable { Name = "twice", Type = VariableType.Decimal, Minimum = 0, Maximum = 200, Step = 1 } },
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("fedonco-test-").FullName;

    public static TheoryData<string> Kinds => [.. Holdings.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void IsFinite_EveryColumn_IsWhatAScanFinds(string kind)
    {
        using var source = Open(kind);
        using var run = source.Open(Described.Variables.Select(v => v.Name), CancellationToken.None);
        foreach (var variable in Described.Variables)
        {
            var known = run.IsFinite(variable.Name);
            Assert.Equal(ColumnScan.IsFinite(run.Column(variable.Name).Span), known);
            Assert.Equal(variable.Name is "whole" or "twice", known);
        }
    }

    [Fact]
    public void IsFinite_ColumnThatIsNotKept_IsLookedThrough()
    {
        using var source = Open("parquet", new EngineSettings(CountFrom: long.MaxValue, ColumnMemoryMiB: 0));
        using var run = source.Open(["whole", "last"], CancellationToken.None);
        Assert.True(run.IsFinite("whole"));
        Assert.False(run.IsFinite("last"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private EngineSource Open(string kind, EngineSettings? settings = null) => holdings.Open(kind, Described, Table(), _folder, settings);

    private static string Table()
    {
        var text = new StringBuilder("whole,first,last,outside,twice\n");
        for (var i = 0; i < Rows; i++)
        {
            var x = i % 100;
            text.Append($"{x},{(i == 0 ? "" : x)},{(i == Rows - 1 ? "" : x)},{(i == Rows / 2 ? 101 : x)},{2 * x}\n");
        }

        return text.ToString();
    }

    private static Variable Number(string name) => new() { Name = name, Type = VariableType.Decimal, Minimum = 0, Maximum = 100, Step = 1 };
}
