using FedOnco.Agent.Data.Sql;

namespace FedOnco.Agent.Tests.Engines;

public class NumberDecodingTests
{
    private static readonly double[] Values = [double.NaN, double.NegativeInfinity, double.PositiveInfinity, -1, -0.0, 0, 0.5, 1, 2, 9, 99, 999, 120, 120.5, double.MaxValue, 1e-300, 3];

    [Theory]
    [InlineData(0, 120, false)]
    [InlineData(0, 1, true)]
    [InlineData(double.NegativeInfinity, double.PositiveInfinity, false)]
    public void Decode_ManyValues_AsOneByOne(double minimum, double maximum, bool isBoolean)
    {
        var decoding = new NumberDecoding(minimum, maximum, [9, 99], isBoolean);
        for (var length = 0; length <= Values.Length; length++)
        {
            var together = new double[length];
            decoding.Decode(Values.AsSpan(0, length), together);
            Assert.Equal(Values.Take(length).Select(decoding.Decode), together);
        }
    }

    [Fact]
    public void Decode_CodesAndRange_Missing()
    {
        var decoding = new NumberDecoding(0, 120, [9, 99], isBoolean: false);
        Assert.Equal([double.NaN, double.NaN, double.NaN, 0, 120, double.NaN], new double[] { 9, 99, -1, 0, 120, 120.5 }.Select(decoding.Decode));
    }

    [Fact]
    public void Decode_Boolean_OnlyZeroAndOne() =>
        Assert.Equal([0, 1, double.NaN], new double[] { 0, 1, 0.5 }.Select(new NumberDecoding(0, 1, [], isBoolean: true).Decode));
}
