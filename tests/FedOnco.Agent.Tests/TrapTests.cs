namespace FedOnco.Agent.Tests;

/// <summary>What real exports look like, and the numbers that analyses then see.</summary>
public sealed class TrapTests : IDisposable
{
    private const double None = double.NaN;

    private readonly SiteFolder _folder = new();

    [Fact]
    public void Load_DecimalComma_ReadsNumbers()
    {
        _folder.Write("d.csv", "id;x\na;1,5\nb;-0,25\nc;1.234,5\n");
        Assert.Equal([1.5, -0.25, None], Column("x: {type: decimal, range: [-10, 10]}", "csv: {files: d.csv, delimiter: ';'}, decimal_comma: true", "x"));
    }

    [Theory]
    [InlineData("\uFEFFid,x\na,1\nb,2\n")]
    [InlineData("id,x\r\na,1\r\nb,2\r\n")]
    [InlineData("\uFEFFid,x\r\na,1\r\nb,2")]
    public void Load_ByteOrderMarkAndWindowsLines_AreNoPartOfTheData(string text)
    {
        _folder.Write("d.csv", text);
        Assert.Equal([1, 2], Column("x: {type: category, levels: [z, \"1\", \"2\"]}", "csv: d.csv", "x"));
    }

    [Fact]
    public void Load_Latin1_ReadsAccents()
    {
        File.WriteAllBytes(Path.Combine(_folder.Path, "d.csv"), System.Text.Encoding.Latin1.GetBytes("id,x\na,décédé\nb,vivant\n"));
        Assert.Equal([1, 0], Column("x: {type: category, levels: [vivant, décédé]}", "csv: {files: d.csv, encoding: latin-1}", "x"));
    }

    [Fact]
    public void Load_DatesInThreeFormats_AreTheSameDays()
    {
        _folder.Write("d.csv", "id,x,y,z\na,2020-02-29,29/02/2020,29.2.2020\nb,2021-02-29,29/02/2021,2020-02-29\nc,,31/04/2020,20200229\n");
        const string variables = "x: {type: date, range: [\"2000-01-01\", \"2030-01-01\"]}\n      y: {type: date, range: [\"2000-01-01\", \"2030-01-01\"]}\n      z: {type: date, range: [\"2000-01-01\", \"2030-01-01\"]}";
        var data = _folder.Load(Study(variables), "datasets:\n  d: {study: s, csv: d.csv, variables: {y: {date: dd/MM/yyyy}, z: {date: [d.M.yyyy, yyyy-MM-dd, yyyyMMdd]}}}\n");
        Assert.Equal([18321, None, None], data.Column("x").ToArray());
        Assert.Equal([18321, None, None], data.Column("y").ToArray());
        Assert.Equal([18321, 18321, 18321], data.Column("z").ToArray());
    }

    /// <summary>What the engine would take for dates and numbers without being asked.</summary>
    [Fact]
    public void Load_AlmostDatesAndNumbers_AreNone()
    {
        _folder.Write("d.csv", "id,x,n\na,2020-1-5,1_000\nb,2020-01-05x,0x10\nc,2020-01-05 (BC),1e\nd,epoch,nan\ne,2020/01/05,infinity\nf,2020-01-05 23:59:59,5.\n");
        var data = _folder.Load(Study("x: {type: date, range: [\"1900-01-01\", \"2030-01-01\"]}\n      n: {type: decimal, range: [-1e9, 1e9]}"), "datasets:\n  d: {study: s, csv: d.csv}\n");
        Assert.Equal([None, None, None, None, None, 18266], data.Column("x").ToArray());
        Assert.Equal([None, None, None, None, None, 5], data.Column("n").ToArray());
    }

    [Fact]
    public void Load_999ForMissingAge_IsMissingHoweverWritten()
    {
        _folder.Write("d.csv", "id,x\na,50\nb,999\nc,999.0\nd,99\n");
        Assert.Equal([50, None, None, 99], Column("x: {type: integer, range: [0, 1000]}", "csv: d.csv, variables: {x: {missing: [\"999\"]}}", "x"));
    }

    [Fact]
    public void Load_StageCodedThreeWays_IsOneCategory()
    {
        _folder.Write("d.csv", "id,x\na,2\nb,Stage II\nc,II\nd,iia\ne,\n");
        Assert.Equal([1, 1, 1, 1, None], Column("x: {type: category, levels: [I, II, III]}", "csv: d.csv, variables: {x: {values: {\"2\": II, Stage II: II, iia: II}}}", "x"));
    }

    [Fact]
    public void Load_StatusOneTwo_BecomesZeroOne()
    {
        _folder.Write("d.csv", "id,x\na,1\nb,2\nc,9\n");
        Assert.Equal([0, 1, None], Column("x: {type: integer, range: [0, 1], event: \"1\"}", "csv: d.csv, variables: {x: {values: {\"1\": \"0\", \"2\": \"1\"}, missing: [\"9\"]}}", "x"));
    }

    [Fact]
    public void Load_Units_AreConverted()
    {
        _folder.Write("d.csv", "id,x,t\na,12.5,12\nb,0,24\n");
        var data = _folder.Load(Study("x: {type: decimal, unit: g/l, range: [0, 300]}\n      t: {type: duration, unit: days, range: [0, 8000]}"), "datasets:\n  d: {study: s, csv: d.csv, variables: {x: {unit: g/dl}, t: {unit: months}}}\n");
        Assert.Equal([125, 0], data.Column("x").ToArray());
        Assert.Equal([365.25, 730.5], data.Column("t").ToArray());
    }

    [Fact]
    public void Load_NegativeSurvivalTime_IsMissing()
    {
        _folder.Write("d.csv", "id,x\na,-5\nb,5\n");
        Assert.Equal([None, 5], Column("x: {type: duration, unit: days, range: [0, 100]}", "csv: d.csv", "x"));
    }

    [Fact]
    public void Load_Heart_CholesterolZeroIsMissing()
    {
        var file = SharedFiles.Require("data/heart/switzerland/heart.csv");
        const string chol = "chol: {type: integer, range: [0, 700]}";
        var plain = Column(chol, $"csv: '{file}'", "chol");
        var mapped = Column(chol, $"csv: '{file}', variables: {{chol: {{missing: [\"0\"]}}}}", "chol");
        var zeros = plain.Count(v => v == 0);
        Assert.Equal(123, zeros);
        Assert.Equal(zeros + plain.Count(double.IsNaN), mapped.Count(double.IsNaN));
    }

    public void Dispose() => _folder.Dispose();

    private static string Study(string variables) => $"  d:\n    patient_key: id\n    variables:\n      id: {{type: category}}\n      {variables}\n";

    private double[] Column(string variable, string source, string name) => _folder.Load(Study(variable), $"datasets:\n  d: {{study: s, {source}}}\n").Column(name).ToArray();
}
