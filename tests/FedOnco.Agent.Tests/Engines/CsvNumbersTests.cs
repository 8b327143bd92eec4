using System.Globalization;
using CsCheck;
using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.Data.Sql;

namespace FedOnco.Agent.Tests.Engines;

public sealed class CsvNumbersTests : IDisposable
{
    private static readonly NumberDecoding Any = new(-double.MaxValue, double.MaxValue, [], isBoolean: false);

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Read_AnyNumber_ItsBits()
    {
        var spelled = Gen.Select(Gen.Select(Gen.Double[-10, 10], Gen.Int[-300, 290]).Select((m, k) => m * Math.Pow(10, k)), Gen.Int[-400, 300], Gen.Int[0, 4]).Select((x, e, form) => form switch
        {
            0 => x.ToString("R", CultureInfo.InvariantCulture),
            1 => x.ToString("E17", CultureInfo.InvariantCulture),
            2 => Math.Round(x % 1e6, 4).ToString("0.####", CultureInfo.InvariantCulture),
            3 => $"{(long)(x % 1e15)}e{e}",
            _ => $"{(long)(x % 1e9)}.{new string('0', Math.Abs(e) % 30)}5",
        });
        spelled.Array[1, 50].Sample(
            texts =>
            {
                File.WriteAllText(_file, "id,x\n" + string.Concat(texts.Select((t, i) => $"{i},{t}\n")));
                var expected = texts.Select(t => double.Parse(t, CultureInfo.InvariantCulture)).Select(x => double.IsInfinity(x) ? double.NaN : x);
                Assert.Equal(expected, Read(texts.Length, "x")![0]);
            },
            iter: 300,
            threads: 1);
    }

    [Fact]
    public void Read_EmptyAndMissingCodes_Missing()
    {
        File.WriteAllText(_file, "y,x\r\n1,NA\r\n2,\r\n3,-9\r\n4,7\r\n");
        var read = CsvNumbers.Read(_file, [("x", Any), ("y", new NumberDecoding(0, 3, [], isBoolean: false))], [["NA", "-9"], ["NA"]], 4, CancellationToken.None)!;
        Assert.Equal([double.NaN, double.NaN, double.NaN, 7], read[0]);
        Assert.Equal([1, 2, 3, double.NaN], read[1]);
    }

    [Theory]
    [InlineData("\"1.5\"")]
    [InlineData(" 1.5")]
    [InlineData("1.5 ")]
    [InlineData("1_000")]
    [InlineData("+1")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("0x10")]
    [InlineData("1,5")]
    [InlineData("inf")]
    [InlineData("nan")]
    [InlineData("NA?")]
    [InlineData("1e")]
    [InlineData("--1")]
    [InlineData("1.2.3")]
    [InlineData("٣")]
    public void Read_NotPlain_LeftToTheEngine(string text)
    {
        File.WriteAllText(_file, $"id,x\n1,2\n2,{text}\n");
        Assert.Null(Read(2, "x"));
    }

    [Theory]
    [InlineData("id,x\n1,2\n", "z")]
    [InlineData("id,x\n1,2\n2\n", "x")]
    [InlineData("id,x\n1,2\n\n2,3\n", "x")]
    [InlineData("id,x\n1,2\n2,3\n3,4\n", "x")]
    [InlineData("id,x\n1,2\n", "x")]
    [InlineData("x,x\n1,2\n2,3\n", "x")]
    [InlineData("X,x\n1,2\n2,3\n", "x")]
    [InlineData("", "x")]
    public void Read_AnotherFileThanExpected_LeftToTheEngine(string content, string column)
    {
        File.WriteAllText(_file, content);
        Assert.Null(Read(2, column));
    }

    private double[][]? Read(int rows, string column) => CsvNumbers.Read(_file, [(column, Any)], [["NA"]], rows, CancellationToken.None);
}
