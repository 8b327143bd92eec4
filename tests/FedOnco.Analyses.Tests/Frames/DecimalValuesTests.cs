using System.Globalization;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Tests.Harness;

namespace FedOnco.Analyses.Tests.Frames;

/// <summary>A column held in three bytes a value is the column that was read, bit for bit, or it is not held so.</summary>
public sealed class DecimalValuesTests
{
    private const int Rows = 5003;
    private const int Most = 127 << 16;

    public static TheoryData<int> Digits => [.. Enumerable.Range(0, DecimalCodes.MostDigits + 1)];

    [Theory]
    [MemberData(nameof(Digits))]
    public void Read_DecimalsAsTheyAreWritten_AreTheSameBits(int digits)
    {
        var random = new Random(digits);
        double[] values = [.. Enumerable.Range(0, Rows).Select(i => i % 97 == 0 ? double.NaN : Parsed(random.Next(-Most, Most + 1), digits)), Parsed(Most, digits), Parsed(-Most, digits)];
        var column = Written(values);
        SameBits.Require(values, column.Whole().Span);
        SameBits.Require(values, column.ToArray());
        SameBits.Require(values.AsSpan(1001, 700), column.Rows(1001, new double[700]));
        Assert.Equal(values.Length, column.Length);
        Assert.Equal(3 * values.Length, column.Bytes);
    }

    [Theory]
    [MemberData(nameof(Digits))]
    public void Read_EveryCodeOfTheFirstHundredThousand_IsTheDecimal(int digits)
    {
        double[] values = [.. Enumerable.Range(-50_000, 100_001).Select(code => Parsed(code, digits))];
        SameBits.Require(values, Written(values).Whole().Span);
    }

    [Theory]
    [InlineData(1.0 / 3)]
    [InlineData(-0.0)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.MaxValue)]
    [InlineData(double.Epsilon)]
    [InlineData(1e-10)]
    [InlineData(Most + 1.0)]
    [InlineData(-Most - 1.0)]
    [InlineData(0.30000000000000004)]
    [InlineData(9007199254740993.0)]
    public void TryTake_ValueThatIsNoShortDecimal_TakesNothing(double odd)
    {
        foreach (var place in (int[])[0, 5, 2047, 2048, Rows - 1])
        {
            double[] values = [.. Enumerable.Range(0, Rows).Select(i => i == place ? odd : i % 100 / 10.0)];
            var writer = new DecimalWriter(new ushort[2 * Rows], new sbyte[2 * Rows]);
            double[] before = [.. Enumerable.Range(0, Rows).Select(i => i / 4.0)];
            Assert.True(writer.TryTake(before));
            Assert.False(writer.TryTake(values));
            Assert.Equal(Rows, writer.Count);
            var kept = new double[Rows];
            writer.CopyTo(kept);
            SameBits.Require(before, kept);
        }
    }

    [Fact]
    public void TryTake_MoreDigitsLater_WritesAgainWhatCameBefore()
    {
        double[] values = [.. Enumerable.Range(0, 3 * Rows).Select(i => i % 1000 == 7 ? double.NaN : i < Rows ? i % 90 : i < 2 * Rows ? i % 900 / 10.0 : i % 9000 / 1000.0)];
        var writer = new DecimalWriter(new ushort[values.Length], new sbyte[values.Length]);
        for (var start = 0; start < values.Length; start += 1500) Assert.True(writer.TryTake(values.AsSpan(start, Math.Min(1500, values.Length - start))));
        SameBits.Require(values, writer.ToColumn().Whole().Span);
    }

    [Fact]
    public void TryTake_MoreDigitsThanLargeValuesLeaveRoomFor_KeepsWhatCameBefore()
    {
        double[] large = [.. Enumerable.Range(0, Rows).Select(i => i == 3000 ? Most : (double)i)];
        var writer = new DecimalWriter(new ushort[Rows + 1], new sbyte[Rows + 1]);
        Assert.True(writer.TryTake(large));
        Assert.False(writer.TryTake([0.5]));
        var kept = new double[Rows];
        writer.CopyTo(kept);
        SameBits.Require(large, kept);
        Assert.Throws<InvalidOperationException>(writer.ToColumn);
    }

    [Fact]
    public void Read_Scaled_IsWhatDoublesGive()
    {
        var random = new Random(1);
        double[] values = [.. Enumerable.Range(0, Rows).Select(i => i % 50 == 0 ? double.NaN : Parsed(random.Next(-90_000, 90_000), 3))];
        ColumnValues decimals = Written(values), doubles = new DoubleValues(values);
        foreach (var scaling in (LinearScaling[])[LinearScaling.None, new(20, 1 / 7.0, 0.125), new(0, 0.5, -0.3)])
        {
            foreach (var (start, count) in ((int, int)[])[(0, Rows), (1, 256), (777, 1), (777, 15), (4000, 1003), (Rows, 0)])
            {
                double[] left = new double[count], right = new double[count];
                decimals.Read(start, scaling, left);
                doubles.Read(start, scaling, right);
                SameBits.Require(right, left);
            }
        }
    }

    [Fact]
    public void Missing_AnyRows_AreThoseOfDoubles()
    {
        double[] values = [.. Enumerable.Range(0, Rows).Select(i => i % 7 == 3 ? double.NaN : i % 3 == 0 ? Parsed(-Most, 2) : Parsed(Most - i, 2))];
        ColumnValues decimals = Written(values), doubles = new DoubleValues(values);
        bool[] left = new bool[Rows], right = new bool[Rows];
        decimals.MarkMissing(left);
        doubles.MarkMissing(right);
        Assert.Equal(right, left);
        Assert.True(decimals.HasMissing && !decimals.IsFinite && !decimals.HasInfinite);
        int[] rows = [.. Enumerable.Range(0, Rows).Where(i => !right[i]).Reverse()];
        ColumnValues taken = decimals.Take(rows), expected = doubles.Take(rows);
        SameBits.Require(expected.Whole().Span, taken.Whole().Span);
        Assert.True(!taken.HasMissing && taken.IsFinite && expected.IsFinite);
    }

    private static DecimalValues Written(double[] values)
    {
        var writer = new DecimalWriter(new ushort[values.Length], new sbyte[values.Length]);
        Assert.True(writer.TryTake(values));
        return writer.ToColumn();
    }

    /// <summary>As the number is read from a text.</summary>
    private static double Parsed(int code, int digits) => double.Parse($"{code}e-{digits}", CultureInfo.InvariantCulture);
}
