using System.Globalization;
using System.Text;
using FedOnco.Agent.Data.Engines;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Tests.Harness;
using FedOnco.Language;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests.Engines;

/// <summary>A column that a source holds in fewer bytes is the column that was read, bit for bit, whoever asks in whatever order.</summary>
public sealed class CompactColumnsTests(SharedHoldings holdings) : IDisposable
{
    // Several blocks of the engine, the last one not full.
    private const int Rows = 7001;

    private static readonly Dataset Described = new()
    {
        Name = "d",
        Variables =
        {
            Number("age"), Number("marker"), Number("gaps"), Number("outside"), Number("later"), Number("third"), Number("late_third"), Number("late_gap"), Number("large"), Number("none"),
            new Variable { Name = "died", Type = VariableType.Boolean },
            new Variable { Name = "stage", Type = VariableType.Category, Levels = { new Level { Name = "I" }, new Level { Name = "II" } } },
            new Variable { Name = "day", Type = VariableType.Date, Minimum = -100_000, Maximum = 100_000 },
        },
    };

    private static readonly string[] Short = ["age", "marker", "gaps", "outside", "later", "none", "day"];

    private readonly string _folder = Directory.CreateTempSubdirectory("fedonco-test-").FullName;

    public static TheoryData<string> Kinds => [.. Holdings.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Values_EveryColumn_AreThoseReadAsDoubles(string kind)
    {
        using var source = Open(kind);
        using var other = Open(kind);
        using var compact = source.Open(Described.Variables.Select(v => v.Name), CancellationToken.None);
        using var doubles = other.Open(Described.Variables.Select(v => v.Name), CancellationToken.None);
        foreach (var variable in Described.Variables)
        {
            var held = compact.Values(variable.Name);
            var expected = doubles.Column(variable.Name).ToArray();
            SameBits.Require(expected, held.Whole().Span);
            Assert.Equal(ColumnScan.IsFinite(expected), compact.IsFinite(variable.Name));
            if (kind != "csv") Assert.Equal(Short.Contains(variable.Name), held is DecimalValues);
        }

        Assert.Equal(1, doubles.Column("outside").ToArray().Count(double.IsNaN));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Column_HeldInFewerBytes_IsHeldAsDoublesFromThenOn(string kind)
    {
        using var source = Open(kind);
        using var run = source.Open(["marker", "gaps"], CancellationToken.None);
        var before = run.Values("marker").Whole().ToArray();
        var column = run.Column("marker");
        SameBits.Require(before, column.Span);
        Assert.IsType<DoubleValues>(run.Values("marker"));
        Assert.True(column.Equals(run.Column("marker")));
        Assert.True(run.IsFinite("marker"));
        Assert.False(run.IsFinite("gaps"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void Values_WithoutRoomForTheColumn_AreReadAgain(int most)
    {
        using var source = Open("parquet", new EngineSettings(CountFrom: long.MaxValue, ColumnMemoryMiB: 0));
        using var run = source.Open(["marker", "age"], CancellationToken.None);
        var expected = Enumerable.Range(0, Rows).Select(i => Marker(i)).ToArray();
        for (var i = 0; i < most; i++) SameBits.Require(expected, run.Values("marker").Whole().Span);
        SameBits.Require(expected, run.Column("marker").Span);
        SameBits.Require(expected, run.Values("marker").Whole().Span);
    }

    [Fact]
    public async Task Lm_DesignAndResponse_AreHeldInFewerBytes()
    {
        var question = CallLanguage.Parse("lm(age ~ marker + stage, data = d)").Question!;
        var context = new StudyContext(question, Described, ["s1"], new DisclosureTerms { Profile = Profile.Open, Resolution = Resolution.Exact, MinimumPatients = 1, MinimumSites = 1 });
        using var source = Open("parquet");
        using var run = source.Open(VariableNames.Of(question), CancellationToken.None);
        var analysis = AnalysisRegistry.For(question);
        await QuestionProgram.RunAsync(analysis, context, new PlainFederation(analysis, context, [CohortSelection.Select(context, "s1", run)]), TestContext.Current.CancellationToken);
        Assert.IsType<DecimalValues>(run.Values("age"));
        Assert.IsType<DecimalValues>(run.Values("marker"));
        Assert.IsType<DoubleValues>(run.Values("stage"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private EngineSource Open(string kind, EngineSettings? settings = null) =>
        holdings.Open(kind, Described, Table(), Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("N"))).FullName, settings);

    private static double Marker(int row) => double.Parse($"{((row * 7919) % 160_000) - 80_000}e-4", CultureInfo.InvariantCulture);

    private static string Table()
    {
        var text = new StringBuilder(string.Join(',', Described.Variables.Select(v => v.Name)) + "\n");
        for (var i = 0; i < Rows; i++)
        {
            var third = (i / 3.0).ToString("R", CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"{20 + (i % 150 / 2.0)},{Marker(i).ToString("R", CultureInfo.InvariantCulture)},{(i % 9 == 0 ? "" : i % 80)},{(i == Rows / 2 ? 1e12 : i % 80)},");
            text.Append(CultureInfo.InvariantCulture, $"{(i < 5000 ? i % 80 : i % 80 / 8.0)},{third},{(i < 6000 ? "5" : third)},{(i == 7 ? "" : i < 6000 ? "5" : third)},{(i == 6500 ? 90_000_000 : i)},,{i % 2},{(i % 3 == 0 ? "I" : "II")},{new DateTime(2000, 1, 1).AddDays(i):yyyy-MM-dd}\n");
        }

        return text.ToString();
    }

    private static Variable Number(string name) => new() { Name = name, Type = VariableType.Decimal, Minimum = -1e9, Maximum = 1e9 };
}
