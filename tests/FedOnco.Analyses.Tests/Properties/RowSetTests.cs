using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Tests.Properties;

/// <summary>Rows of a condition are the same however many are evaluated at a time.</summary>
public sealed class RowSetTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(8191)]
    [InlineData(8192)]
    [InlineData(8193)]
    [InlineData(50_001)]
    public void Where_AnyNumberOfRows_KeepsThoseThatAreTrue(int rows)
    {
        var random = new Random(rows);
        double[] values = [.. Enumerable.Range(0, rows).Select(_ => random.Next(4) switch { 0 => double.NaN, 1 => 0.0, 2 => -0.0, _ => 1.0 })];
        var source = new One(values);
        var set = RowSet.Where(new CompiledExpression(FedOnco.Analyses.Expressions.ValueType.Logical, run => run.Column("x")), "s0", source);
        var expected = Enumerable.Range(0, rows).Where(i => values[i] == 1).ToArray();
        Assert.Equal(expected, set.Places);
        Assert.Equal(expected.Length, set.Count);
        // A source that keeps no column would read it for every block.
        Assert.Equal(Math.Min(rows, 1), source.Taken);
        Assert.All(expected, i => Assert.Equal(1UL, (set.Bits[i >> 6] >> (i & 63)) & 1));
    }

    private sealed class One(double[] values) : IColumnSource
    {
        public int Rows => values.Length;

        public int Taken { get; private set; }

        public ReadOnlyMemory<double> Column(string name)
        {
            Taken++;
            return values;
        }
    }
}
