using FedOnco.Analyses.Expressions;

namespace FedOnco.Analyses.Tests.Properties;

/// <summary>The index of a value is the same whether it is found alone or in a vector of others, wherever it lies in the vector.</summary>
public sealed class NumberGridTests
{
    private const int MostLength = 40;

    [Theory]
    [InlineData(0, 100, 1)]
    [InlineData(0, 10, 0.1)]
    [InlineData(-5, 5, 0.1)]
    [InlineData(0.05, 1, 0.05)]
    [InlineData(-1e6, 1e6, 0.01)]
    [InlineData(3, 3, 1)]
    [InlineData(0, 2_000_000_000, 1)]
    public void IndexesOf_ValuesAtTheBorderAndBeyond_AreThoseOfEachAlone(double minimum, double maximum, double step)
    {
        var grid = NumberGrid.Of(Analyses.Expressions.ValueType.Number(minimum, maximum, step));
        var edges = EdgesOf(grid, minimum, maximum, step);
        var random = new Random(7);
        for (var length = 0; length <= MostLength; length++)
        {
            // Each edge at each place once.
            for (var first = 0; first < edges.Length; first++)
            {
                double[] values = [.. Enumerable.Range(0, length).Select(i => random.Next(2) == 0 ? edges[(first + i) % edges.Length] : grid.Value(random.Next(grid.Cells)))];
                if (length > 0) values[first % length] = edges[first];
                Require(grid, values);
            }
        }
    }

    [Theory]
    [InlineData(0, 10, 0.1)]
    [InlineData(-5, 5, 0.1)]
    [InlineData(1.1, 1.9, 0.1)]
    [InlineData(0, 1, 0.001)]
    public void IndexesOf_EveryPointOfDecimalSteps_IsItsIndex(double minimum, double maximum, double step)
    {
        var grid = NumberGrid.Of(Analyses.Expressions.ValueType.Number(minimum, maximum, step));
        double[] points = [.. Enumerable.Range(0, grid.Cells).Select(grid.Value)];
        var indexes = new int[points.Length];
        grid.IndexesOf(points, indexes);
        Assert.Equal(Enumerable.Range(0, points.Length), indexes);
        Require(grid, points);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.MaxValue)]
    [InlineData(double.MinValue)]
    [InlineData(-0.06)]
    [InlineData(10.06)]
    public void IndexesOf_ValueOffTheGrid_IsMinusOneAtEveryPlace(double value)
    {
        var grid = NumberGrid.Of(Analyses.Expressions.ValueType.Number(0, 10, 0.1));
        for (var length = 1; length <= MostLength; length++)
        {
            for (var place = 0; place < length; place++)
            {
                var values = new double[length];
                Array.Fill(values, 0.3);
                values[place] = value;
                var indexes = new int[length];
                grid.IndexesOf(values, indexes);
                for (var i = 0; i < length; i++) Assert.Equal(i == place ? -1 : 3, indexes[i]);
            }
        }
    }

    private static void Require(NumberGrid grid, double[] values)
    {
        // What stands behind the last value is not touched.
        var indexes = new int[values.Length + 1];
        Array.Fill(indexes, -7);
        grid.IndexesOf(values, indexes);
        Assert.Equal(-7, indexes[^1]);
        for (var i = 0; i < values.Length; i++)
        {
            var alone = grid.IndexOf(values[i]);
            Assert.True((double.IsNaN(alone) ? -1 : alone) == indexes[i], $"{values[i]:R} at {i} of {values.Length} is {indexes[i]}, alone {alone}");
        }
    }

    private static double[] EdgesOf(NumberGrid grid, double minimum, double maximum, double step)
    {
        double[] around = [minimum, maximum, minimum - (step / 2), maximum + (step / 2), minimum + (step / 2), maximum - (step / 2), minimum - step, maximum + step, grid.Value(grid.Cells / 2) + (step / 2)];
        return
        [
            .. around, .. around.Select(Math.BitDecrement), .. around.Select(Math.BitIncrement),
            double.NaN, -double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.MinValue, double.Epsilon, 0.0, -0.0, 4294967296.0, 9.3e18, -9.3e18, 1e19,
        ];
    }
}
